/** One file as it was given: its text, and `notes` on what had to be done to read it. */
export type Input = { name: string; text: string; notes: string[] }

/** The note on a file that is not text. */
export const DER = 'is binary (DER), not PEM'

/** The text of a file of unknown kind: UTF-8, UTF-16 as Windows saves it, or DER, which becomes base64. */
export function readInput(name: string, bytes: Buffer): Input {
  const [first = 0, second = 0] = bytes
  // A sequence of more than 127 bytes: no text begins so.
  if (first === 0x30 && second > 0x80) return { name, text: bytes.toString('base64'), notes: [DER] }
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
  return { name, text, notes: encoding === 'utf-8' ? [] : ['is written in UTF-16'] }
}

/** Whether it is meant to be JSON: a credential secret. Everything else is read as a key or a certificate. */
export function looksLikeJson({ text }: Input): boolean {
  return /^[\s\uFEFF]*[{[]/.test(text)
}
