import { END_STATES, type EndState } from '../../functions/member/end-state.ts'
import { type EndCounts, noRows } from './end-states.ts'

/** Rows that ended in `sizeMs` from `at` on, in ms since 1970. */
export type Bucket = { at: number; counts: EndCounts }

/** Equal steps of time without a gap between the first and the last. */
export type Timeline = { sizeMs: number; buckets: readonly Bucket[] }

/** So many bars are still apart from one another on a phone. */
const MOST_BUCKETS = 120

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000]
/** Each is a multiple of the one before, so that smaller buckets add up to larger ones. */
const SIZES = [
  ...[1, 5, 10, 30].map(size => size * SECOND),
  ...[1, 5, 10, 30].map(size => size * MINUTE),
  ...[1, 6, 12, 24].map(size => size * HOUR),
]

/**
 * Counts rows by the time at which they ended, whatever order they come in and however long it took: as soon as there
 * would be too many buckets, they are added up to larger ones. One pass, and no more memory than the buckets take.
 */
export function createBuckets(): { add(at: number, state: EndState): void; close(): Timeline } {
  let sizeMs = SIZES[0] ?? SECOND
  let counted = new Map<number, EndCounts>()
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

  function coarsen(): void {
    const larger = SIZES.find(size => size > sizeMs) ?? sizeMs * 2
    const merged = new Map<number, EndCounts>()
    for (const [index, counts] of counted) {
      const into = bucketOf(merged, Math.floor((index * sizeMs) / larger))
      for (const state of END_STATES) into[state] += counts[state]
    }
    first = Math.floor((first * sizeMs) / larger)
    last = Math.floor((last * sizeMs) / larger)
    counted = merged
    sizeMs = larger
  }

  return {
    add(at, state) {
      const index = Math.floor(at / sizeMs)
      bucketOf(counted, index)[state] += 1
      first = Math.min(first, index)
      last = Math.max(last, index)
      while (last - first >= MOST_BUCKETS) coarsen()
    },
    close() {
      const length = counted.size === 0 ? 0 : last - first + 1
      const buckets = Array.from({ length }, (_, nth) => ({
        at: (first + nth) * sizeMs,
        counts: counted.get(first + nth) ?? noRows(),
      }))
      return { sizeMs, buckets }
    },
  }
}

function bucketOf(buckets: Map<number, EndCounts>, index: number): EndCounts {
  const known = buckets.get(index)
  if (known) return known
  const begun = noRows()
  buckets.set(index, begun)
  return begun
}
