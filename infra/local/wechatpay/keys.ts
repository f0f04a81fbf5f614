export type Variant = 'partner' | 'brand'

/** One of a side's keys as text that can be kept: serial, PKCS#8 in PEM, and the certificate where it has one. */
export type Key = {
  serial: string
  privateKey: string
  /** X.509 in PEM. */
  certificate?: string
  /** Epoch milliseconds from which a key that was switched is refused; absent: in use. */
  retiresAtMs?: number
}

type NewestFirst = readonly [newest: Key, ...former: Key[]]

/** Both sides' keys of one credential. Nothing is shared between the variants (CONTRACT.md 1.1). */
export type Keys = {
  merchant: NewestFirst
  /** WeChat Pay's public keys, which have no certificate (CONTRACT.md 5.2). */
  publicKeys: NewestFirst
  /** WeChat Pay's platform certificates, the newest first; a brand has none. */
  certificates: readonly Key[]
  /** 32 characters that seal the download of the certificates. */
  apiV3Key: string
}

export function isAccepted({ retiresAtMs }: { retiresAtMs?: number }, nowMs: number): boolean {
  return retiresAtMs === undefined || nowMs < retiresAtMs
}
