import type { X509Certificate } from 'node:crypto'

/** Whose a certificate is, by the names that WeChat Pay's authority writes; anybody could write them. */
export type Owner = { kind: 'platform' } | { kind: 'merchant'; mchid: string } | { kind: 'unknown' }

export function ownerOf({ subject }: X509Certificate): Owner {
  const parts = subject.split('\n')
  if (parts.includes('CN=Tenpay.com sign')) return { kind: 'platform' }
  const mchid = parts.map(part => /^CN=(\d{6,32})$/.exec(part)?.[1]).find(found => found !== undefined)
  return mchid === undefined ? { kind: 'unknown' } : { kind: 'merchant', mchid }
}

const OWNERS: Record<Owner['kind'], string> = {
  platform: 'a platform certificate of WeChat Pay',
  merchant: "a merchant's API certificate (apiclient_cert.pem)",
  unknown: 'a certificate',
}

export function describeCertificate(certificate: X509Certificate): string {
  return `${OWNERS[ownerOf(certificate).kind]}, RSA 2048 bits, serial ${certificate.serialNumber.toUpperCase()}`
}
