/** Who signs: a service provider by its `mchid`, or a brand by its `brand_id` (CONTRACT.md 1.1). */
export type Signatory = { variant: 'partner' | 'brand'; id: string }

const SCHEMES = {
  partner: { scheme: 'WECHATPAY2-SHA256-RSA2048', identity: 'mchid' },
  brand: { scheme: 'WECHATPAY-BRAND-SHA256-RSA2048', identity: 'brand_id' },
} as const

/**
 * The Authorization header (CONTRACT.md 4.2). `serial` is that of the caller's own API certificate, `timestamp` is in
 * seconds; both and the nonce are those that the signature covers.
 */
export function authorization(
  signatory: Signatory,
  signed: { nonce: string; signature: string; timestamp: string; serial: string },
): string {
  const { scheme, identity } = SCHEMES[signatory.variant]
  const { nonce, signature, timestamp, serial } = signed
  return `${scheme} ${identity}="${signatory.id}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`
}
