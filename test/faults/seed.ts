/** What the random moments of a run come from: printed, so that a run that failed can be repeated with `SEED=…`. */
export function makeRandom(name: string): () => number {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000))
  process.stderr.write(`${name}: SEED=${seed}\n`)
  let state = seed >>> 0
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
