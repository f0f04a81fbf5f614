import type { KeyObject, X509Certificate } from 'node:crypto'
import { spellings } from './serials.ts'

/** A platform certificate of WeChat Pay, as far as it is used. `serial` in upper case, times in ms. */
export type PlatformCertificate = { serial: string; key: KeyObject; validFrom: number; validTo: number }

export function toPlatformCertificate(certificate: X509Certificate): PlatformCertificate {
  return {
    serial: certificate.serialNumber.toUpperCase(),
    key: certificate.publicKey,
    validFrom: certificate.validFromDate.getTime(),
    validTo: certificate.validToDate.getTime(),
  }
}

/** The one to encrypt with: of those valid now the latest effective (CONTRACT.md 5.3). */
export function newestOf(certificates: readonly PlatformCertificate[], now: number): PlatformCertificate | undefined {
  return certificates
    .filter(({ validFrom, validTo }) => validFrom <= now && now < validTo)
    .reduce<PlatformCertificate | undefined>(
      (newest, next) => (newest && newest.validFrom >= next.validFrom ? newest : next),
      undefined,
    )
}

/** Their keys, by every spelling of their serials. */
export function keysOf(certificates: readonly PlatformCertificate[]): [serial: string, key: KeyObject][] {
  return certificates.flatMap(({ serial, key }) => {
    return spellings(serial).map((spelling): [string, KeyObject] => [spelling, key])
  })
}
