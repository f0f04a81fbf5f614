/** How many slips of the pen are still taken for a known name. */
const MOST_EDITS = 2

/** The known name that a wrong one most likely means: the same but for case and underscores, or two edits away. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const wanted = plain(name)
  let nearest: string | undefined
  let fewest = MOST_EDITS + 1
  for (const candidate of names) {
    const edits = editDistance(wanted, plain(candidate))
    if (edits < fewest) {
      nearest = candidate
      fewest = edits
    }
  }
  return nearest
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[_-]/g, '')

/** Levenshtein's distance, one row at a time; lengths too far apart are not compared. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MOST_EDITS) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, right] of [...b].entries()) {
      const swap = (row[j] ?? 0) + (left === right ? 0 : 1)
      next.push(Math.min(swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
