import type { SealingKey } from './send-rows.ts'

/** As often as the functions read their secret: a key that was rotated out is still held for longer than that. */
const FRESH_MS = 300_000

/**
 * The key to encrypt under, read again while a long file is fed: rows under a key that was rotated out meanwhile would
 * end as stale. If it cannot be read the one in hand serves on.
 */
export function createFreshKey(
  known: SealingKey,
  read: () => Promise<SealingKey>,
  now: () => number,
): () => Promise<SealingKey> {
  let readAt = now()
  let key = known
  return async () => {
    if (now() - readAt >= FRESH_MS) {
      readAt = now()
      key = await read().catch(() => key)
    }
    return key
  }
}
