import { makeRandom } from '../../infra/local/wechatpay/random.ts'

/** What the random moments of a run come from: printed, so that a run that failed can be repeated with `SEED=…`. */
export function drawSeed(name: string): number {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000))
  process.stderr.write(`${name}: SEED=${seed}\n`)
  return seed
}

export const seededRandom = (name: string): (() => number) => makeRandom(drawSeed(name))
