/** Who the two credentials are, and how they sign (CONTRACT.md 1.1). */
export const IDENTITIES = {
  partner: { scheme: 'WECHATPAY2-SHA256-RSA2048', identityName: 'mchid', identity: '1900000001' },
  brand: { scheme: 'WECHATPAY-BRAND-SHA256-RSA2048', identityName: 'brand_id', identity: '1004' },
} as const
