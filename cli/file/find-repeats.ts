import { hash, randomBytes } from 'node:crypto'

/** Slots of an empty table; a power of two, as after each doubling. */
const FIRST_SLOTS = 1024

/** The share of slots in use beyond which a table doubles. */
const FULL = 0.75

const BYTES_A_SLOT = 12

/** What a table of so many texts holds in memory: 16 to 32 bytes a text from 769 texts on. */
export function tableBytes(texts: number): number {
  let slots = FIRST_SLOTS
  while (texts > slots * FULL) slots *= 2
  return slots * BYTES_A_SLOT
}

export type Repeats = {
  /** The first row that had this text, if one had; else the text is from now on that of `row` (from 1). */
  rowBefore(text: string, row: number): number | undefined
  /** What the table holds in memory. */
  readonly bytes: number
}

/**
 * A table of which text stood first in which row: 64 bits of a keyed hash and the row, in arrays of numbers, open
 * addressing. The texts themselves are not kept. Among a million texts two that differ are taken for one with a chance of
 * 3 in 10^8; the key is drawn anew each time, so that no file can be made to collide.
 */
export function findRepeats(key: Buffer = randomBytes(16)): Repeats {
  const prefix = key.toString('hex')
  let used = 0
  let hashes = new BigUint64Array(FIRST_SLOTS)
  let rows = new Uint32Array(FIRST_SLOTS)

  /** The slot that holds the hash, or the free one where it belongs. */
  function slotOf(wanted: bigint): number {
    const mask = rows.length - 1
    let slot = Number(wanted & 0xffff_ffffn) & mask
    while (rows[slot] !== 0 && hashes[slot] !== wanted) slot = (slot + 1) & mask
    return slot
  }

  function put(slot: number, wanted: bigint, row: number): void {
    hashes[slot] = wanted
    rows[slot] = row
  }

  function grow(): void {
    const [oldHashes, oldRows] = [hashes, rows]
    hashes = new BigUint64Array(oldHashes.length * 2)
    rows = new Uint32Array(oldRows.length * 2)
    for (const [slot, row] of oldRows.entries()) {
      const wanted = oldHashes[slot] ?? 0n
      if (row !== 0) put(slotOf(wanted), wanted, row)
    }
  }

  return {
    rowBefore(text, row) {
      const wanted = hash('sha256', prefix + text, 'buffer').readBigUInt64LE()
      const slot = slotOf(wanted)
      const before = rows[slot]
      if (before !== 0) return before
      put(slot, wanted, row)
      used += 1
      if (used > rows.length * FULL) grow()
      return undefined
    },
    get bytes() {
      return hashes.byteLength + rows.byteLength
    },
  }
}
