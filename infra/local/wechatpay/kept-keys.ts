import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Keys, makeKeys, type Variant } from './keys.ts'

/** What is secret of a simulator; `personal` (base64, 32 bytes) seals the personal fields that it keeps. */
export type KeptKeys = Record<Variant, Keys> & { personal: string }

export async function makeKeptKeys(): Promise<KeptKeys> {
  const [partner, brand] = await Promise.all([makeKeys(), makeKeys()])
  return { partner, brand, personal: randomBytes(32).toString('base64') }
}

/** The keys in `keys.json` of a folder, for the owner's eyes only; made at the first start, whole or not at all. */
export async function readOrMakeKeys(folder: string): Promise<KeptKeys> {
  const file = join(folder, 'keys.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  const keys = await makeKeptKeys()
  writeFileSync(`${file}.new`, JSON.stringify(keys), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return keys
}
