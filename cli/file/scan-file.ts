import { createHash } from 'node:crypto'
import { TextDecoder } from 'node:util'
import { FileError, type FileErrorCode } from './file-error.ts'
import { type OpenFile, readChunks } from './read-chunks.ts'

const ENCODINGS = ['utf-8', 'gb18030'] as const

export type Encoding = (typeof ENCODINGS)[number]

/** `firstByte`: the first that is neither white space nor of a byte order mark. */
type Scan = { bytes: number; sha256: string; encoding: Encoding; bom: boolean; firstByte: number }

/** How files begin that are no text, or text of another encoding; the longer of two alike comes first. */
const SIGNATURES: readonly (readonly [string, FileErrorCode, string])[] = [
  ['fffe0000', 'utf32', 'is UTF-32'],
  ['0000feff', 'utf32', 'is UTF-32'],
  ['fffe', 'utf16', 'is UTF-16'],
  ['feff', 'utf16', 'is UTF-16'],
  ['504b0304', 'spreadsheet', 'is an Excel workbook (or another zip file)'],
  ['d0cf11e0', 'spreadsheet', 'is an Excel workbook of the old kind'],
  ['1f8b', 'compressed', 'is compressed'],
]

const UTF8_BOM = 'efbbbf'

/** Reads the whole file once: its hash and encoding. Rejects what is empty or no text, and says where. */
export async function scanFile(file: OpenFile): Promise<Scan> {
  const hash = createHash('sha256')
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  let firstByte: number | undefined
  let bom = false
  let isUtf8 = true
  for await (const chunk of readChunks(file)) {
    if (bytes === 0) {
      refuseSignature(file, chunk)
      bom = startsWith(chunk, UTF8_BOM)
    }
    if (chunk.includes(0)) {
      throw new FileError('nul_bytes', `${file.name} holds NUL bytes: it is UTF-16 or no text at all.`)
    }
    firstByte ??= chunk.subarray(bytes === 0 && bom ? 3 : 0).find(byte => byte > 0x20)
    isUtf8 &&= decodes(utf8, chunk)
    hash.update(chunk)
    bytes += chunk.length
  }
  if (firstByte === undefined) throw new FileError('file_empty', `${file.name} is empty.`)
  const encoding = isUtf8 && decodes(utf8) ? 'utf-8' : await otherEncoding(file, bom)
  return { bytes, sha256: hash.digest('hex'), encoding, bom, firstByte }
}

const startsWith = (chunk: Uint8Array, hex: string) => Buffer.from(hex, 'hex').equals(chunk.subarray(0, hex.length / 2))

function refuseSignature({ name }: OpenFile, chunk: Uint8Array): void {
  for (const [hex, code, what] of SIGNATURES) {
    if (startsWith(chunk, hex)) throw new FileError(code, `${name} ${what}.`)
  }
}

/** Whether the text goes on well-formed with this chunk, or ends so. */
function decodes(decoder: TextDecoder, chunk?: Uint8Array): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined })
    return true
  } catch {
    return false
  }
}

/**
 * GB18030, as Excel saves CSV on Chinese Windows, unless most of the text is UTF-8: with a damaged character in it that
 * would pass for GB18030 too, and every name would be another.
 */
async function otherEncoding(file: OpenFile, bom: boolean): Promise<Encoding> {
  const encoding = bom || (await isMostlyUtf8(file)) ? 'utf-8' : 'gb18030'
  const wrong = await findWrongByte(file, encoding)
  if (!wrong) return encoding
  const { name, offset, line } = { ...wrong, name: encoding.toUpperCase() }
  const said = encoding === 'utf-8' ? 'is UTF-8 with a wrong byte in it' : 'is neither UTF-8 nor GB18030'
  const place = `${name} ends at byte ${offset + 1}, on line ${line}`
  throw new FileError('wrong_encoding', `${file.name} ${said}: ${place}.`)
}

async function isMostlyUtf8(file: OpenFile): Promise<boolean> {
  const decoder = new TextDecoder('utf-8')
  let good = 0
  let wrong = 0
  for await (const chunk of readChunks(file)) {
    const text = decoder.decode(chunk, { stream: true })
    wrong += text.split('\ufffd').length - 1
    good += text.match(/[^\0-\x7f\ufffd]/gu)?.length ?? 0
  }
  return good > wrong
}

/** The byte by which it is clear that the file is not of this encoding: its offset from 0 and its line from 1. */
async function findWrongByte(
  file: OpenFile,
  encoding: Encoding,
): Promise<{ offset: number; line: number } | undefined> {
  let decoder = new TextDecoder(encoding, { fatal: true })
  let passed = 0
  let line = 1
  // A decoder that has failed in a chunk does not say where: another one is brought to the chunk, and fed byte by byte.
  for await (const chunk of readChunks(file)) {
    if (!decodes(decoder, chunk)) {
      decoder = await decoderAt(file, encoding, passed)
      for (const byte of chunk) {
        if (!decodes(decoder, Uint8Array.of(byte))) break
        passed += 1
        if (byte === 0x0a) line += 1
      }
      return { offset: passed, line }
    }
    passed += chunk.length
    for (const byte of chunk) if (byte === 0x0a) line += 1
  }
  return decodes(decoder) ? undefined : { offset: passed, line }
}

async function decoderAt(file: OpenFile, encoding: Encoding, bytes: number): Promise<TextDecoder> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let passed = 0
  for await (const chunk of readChunks(file)) {
    if (passed === bytes) break
    decodes(decoder, chunk)
    passed += chunk.length
  }
  return decoder
}
