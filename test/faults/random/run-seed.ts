import { setTimeout as sleep } from 'node:timers/promises'
import { makeRandom } from '../../../infra/local/wechatpay/random.ts'
import type { CounterImport, Evidence } from '../../checker/evidence.ts'
import { control, depth, postMember } from '../../e2e/harness.ts'
import { castSpell } from './cast-spell.ts'
import { collectEvidence } from './collect-evidence.ts'
import { between, type Random, shuffle } from './draw.ts'
import { ALWAYS, drawWeather, type Weather } from './draw-weather.ts'
import { CALL_LIMIT_MS, type FaultyStack, startFaultyStack } from './faulty-stack.ts'
import { makeRows, type SentRow } from './make-rows.ts'
import { sendRows } from './send-rows.ts'
import { watchProgress } from './watch-progress.ts'

/** Members of the job who stand at the counter meanwhile. */
const AT_THE_COUNTER = 4

/** The faults end when so much has ended; only what waits for its query or its turn is left. */
const FAULTY_SHARE = 0.95
/** How long that may take, and how long everything may take to come to rest after it. */
const PATIENCE_MS = 250_000

/**
 * Nothing is there of a card until the sending's limit and 5 s are over (DESIGN: Settling); less 2 s for clocks that
 * differ, and 1 s for the way.
 */
const QUIET_MS = CALL_LIMIT_MS + 5_000 - 3_000

/** One run: 300 rows in two jobs under the faults of a seed, until all has come to rest. `root`: where the bundles are. */
export async function runSeed(seed: number, options: { root?: string } = {}): Promise<Evidence> {
  const random = makeRandom(seed)
  const rows = makeRows(random, seed)
  const weather = drawWeather(random, rows.length)
  const stack = await startFaultyStack(seed, weather, options)
  try {
    await sendRows(stack, random, rows)
    const counter = await play(stack, random, rows, weather)
    await comeToRest(stack)
    return { rows, counter, patienceMs: QUIET_MS, ...(await collectEvidence(stack)) }
  } finally {
    await stack.close()
  }
}

/** From the first message to the end of the faults; resolves to what the counter was told, which is there to stay. */
async function play(
  stack: FaultyStack,
  random: Random,
  rows: readonly SentRow[],
  { spells }: Weather,
): Promise<CounterImport[]> {
  for (const { fault, chance } of ALWAYS) await control(stack, 'POST', 'faults', { fault, chance })
  stack.stack.poll()
  const progress = watchProgress(stack, [...new Set(rows.map(({ jobId }) => jobId))], PATIENCE_MS)
  const once = async <T>(afterRows: number, what: () => Promise<T>) => {
    await progress.reaches(afterRows)
    return await what()
  }
  try {
    const chosen = shuffle(random, findSound(rows)).slice(0, AT_THE_COUNTER)
    const counter = chosen.map(row => once(between(random, 0, rows.length / 2), () => importAtCounter(stack, row)))
    const cast = spells.map(spell => once(spell.afterRows, () => castSpell(stack, spell)))
    await Promise.all([progress.reaches(FAULTY_SHARE * rows.length), ...cast])
    await control(stack, 'DELETE', 'faults')
    stack.calm()
    return await Promise.all(counter)
  } finally {
    await progress.stop()
  }
}

/** Rows of members whom nothing stands in the way of, and no other row. */
function findSound(rows: readonly SentRow[]): SentRow[] {
  const times = Map.groupBy(
    rows.flatMap(({ openid, code }) => [openid, code]),
    name => name,
  )
  const isAlone = ({ openid, code }: SentRow) => times.get(openid)?.length === 1 && times.get(code)?.length === 1
  return rows.filter(row => row.isSound && isAlone(row))
}

/** As a cashier does: tries again until there is an answer that says what became of it. */
async function importAtCounter(stack: FaultyStack, row: SentRow): Promise<CounterImport> {
  const { cardId, openid, code, body } = row
  let outcome = ''
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(700)) {
    const answer = await postMember(stack, body).catch(() => undefined)
    outcome = answer?.headers.get('import-outcome') ?? String(answer?.status)
    if (answer?.status === 200) break
  }
  return { cardId, openid, code, outcome }
}

/** Until nothing is left in the queue for a while, visible or not; a message at work counts as there. */
async function comeToRest(stack: FaultyStack): Promise<void> {
  let empty = 0
  for (const end = Date.now() + PATIENCE_MS; empty < 5 && Date.now() < end; await sleep(300)) {
    empty = (await depth(stack, stack.stack.queueUrl)) === 0 ? empty + 1 : 0
  }
}
