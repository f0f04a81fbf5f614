import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Card } from './cards.ts'
import type { Personal } from './decrypt-personal.ts'
import type { Entry } from './journal.ts'
import { type KeptKeys, readOrMakeKeys, writeKeys } from './kept-keys.ts'
import { seal, unseal } from './seal.ts'

/** What an earlier process knew, in the order in which it came to know it. */
export type Known = { entries: Entry[]; cards: Card[] }

/** Where a world keeps what it must not forget. Both throw once something could not be written. */
export type Keep = { entry(entry: Entry): void; card(card: Card, madeBy?: Entry): void }

export type Store = {
  keys: KeptKeys
  known: Known
  /** A keep of its own for each world: from then on, what the one before would write is dropped. */
  begin(): Keep
  /** Keeps these keys in place of those before. */
  saveKeys(keys: KeptKeys): void
  /** Forgets all but the keys. */
  clear(): void
  close(): void
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS cards (card_id TEXT, code TEXT, text TEXT NOT NULL, UNIQUE (card_id, code));
`

/** How long a process that ends may hold the files yet. */
const LOCK_WAIT_MS = 5_000

/**
 * Keeps keys, cards and journal in a folder (made if need be, for the owner only), for one process at a time. Every
 * write has reached the operating system when it returns, so a killed process loses nothing; it is not forced to the
 * disk, so a machine that loses power may. `onFailure` hears once why nothing can be written any more. Keys
 * that are made have certificates of the time `nowMs`.
 */
export async function openStore(folder: string, nowMs: number, onFailure: (cause: unknown) => void): Promise<Store> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'state.db')
  // SQLite gives the mode of this file to those that it makes beside it.
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const db = new DatabaseSync(file, { timeout: LOCK_WAIT_MS })
  db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${SCHEMA}`)
  const keys = await readOrMakeKeys(folder, nowMs)
  const key = Buffer.from(keys.personal, 'base64')
  const known = read(db, key)

  const putEntry = db.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?)')
  const putCard = db.prepare('INSERT OR REPLACE INTO cards VALUES (?, ?, ?)')
  const writeEntry = (entry: Entry) => putEntry.run(entry.number, JSON.stringify(entry))
  const writeCard = ({ personal, ...card }: Card) =>
    putCard.run(card.cardId, card.code, JSON.stringify({ card, personal: seal(JSON.stringify(personal), key) }))

  let failure: unknown
  let world = 0
  const guarded = (mine: number, write: () => void) => {
    if (mine !== world) return
    if (failure !== undefined) throw failure
    try {
      write()
    } catch (cause) {
      failure = cause
      onFailure(cause)
      throw cause
    }
  }

  return {
    keys,
    known,
    begin() {
      world += 1
      const mine = world
      return {
        entry: entry => guarded(mine, () => writeEntry(entry)),
        card: (card, madeBy) =>
          guarded(mine, () => {
            db.exec('BEGIN')
            writeCard(card)
            if (madeBy) writeEntry(madeBy)
            db.exec('COMMIT')
          }),
      }
    },
    saveKeys: keys => guarded(world, () => writeKeys(folder, keys)),
    clear: () => guarded(world, () => db.exec('BEGIN; DELETE FROM entries; DELETE FROM cards; COMMIT')),
    close() {
      world += 1
      if (db.isOpen) db.close()
    },
  }
}

function read(db: DatabaseSync, key: Buffer): Known {
  const texts = (sql: string) => Array.from(db.prepare(sql).iterate(), ({ text }) => JSON.parse(String(text)))
  const entries: Entry[] = texts('SELECT text FROM entries ORDER BY number')
  // Its caller cannot know: whether the answer left is not on record.
  for (const entry of entries) if (!entry.delivered) entry.unclear = true
  const kept: { card: Omit<Card, 'personal'>; personal: string }[] = texts('SELECT text FROM cards ORDER BY rowid')
  const cards = kept.map(({ card, personal }) => ({
    ...card,
    // Opened when it is shown: to open a hundred thousand at a start takes seconds.
    get personal() {
      return open(personal, key)
    },
  }))
  // Whether the key fits is told at the start all the same.
  if (kept[0]) open(kept[0].personal, key)
  return { entries, cards }
}

function open(personal: string, key: Buffer): Personal {
  try {
    return JSON.parse(unseal(personal, key))
  } catch (cause) {
    throw new Error('its keys.json is not the one that its state.db was written with', { cause })
  }
}
