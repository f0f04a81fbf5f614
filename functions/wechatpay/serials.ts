/** Serials are texts in upper case (CONTRACT.md 5.3). Tools differ in whether they print leading zeros. */
export function sameSerial(one: string, other: string): boolean {
  return withoutZeros(one) === withoutZeros(other)
}

/** The spellings under which WeChat Pay may name a certificate: as OpenSSL prints its serial, and as Java does. */
export function spellings(serial: string): string[] {
  return [...new Set([serial.toUpperCase(), withoutZeros(serial)])]
}

const withoutZeros = (serial: string) => serial.toUpperCase().replace(/^0+/, '')
