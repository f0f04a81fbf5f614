import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Keys, Variant } from './keys.ts'
import { makeKeys } from './make-keys.ts'

/** What is secret of a simulator; `personal` (base64, 32 bytes) seals the personal fields that it keeps. */
export type KeptKeys = Record<Variant, Keys> & { personal: string }

/** Stands in the file, so that one of another form is not taken for this one. */
const FORM = 2

export async function makeKeptKeys(nowMs: number): Promise<KeptKeys> {
  const [partner, brand] = await Promise.all([makeKeys('partner', nowMs), makeKeys('brand', nowMs)])
  return { partner, brand, personal: randomBytes(32).toString('base64') }
}

/** The keys in `keys.json` of a folder; made at the first start. */
export async function readOrMakeKeys(folder: string, nowMs: number): Promise<KeptKeys> {
  if (existsSync(fileIn(folder))) return readKeys(folder)
  const keys = await makeKeptKeys(nowMs)
  writeKeys(folder, keys)
  return keys
}

/** For the owner's eyes only, whole or not at all. */
export function writeKeys(folder: string, keys: KeptKeys): void {
  const file = fileIn(folder)
  writeFileSync(`${file}.new`, JSON.stringify({ form: FORM, ...keys }), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function readKeys(folder: string): KeptKeys {
  const { form, ...keys } = JSON.parse(readFileSync(fileIn(folder), 'utf8'))
  if (form !== FORM) throw new Error(`${fileIn(folder)} was written by another version: remove ${folder}`)
  return keys
}

const fileIn = (folder: string) => join(folder, 'keys.json')
