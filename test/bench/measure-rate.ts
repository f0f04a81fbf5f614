/**
 * How well the allowed rate is filled for a minute: 5 and 10 calls a second, one and three containers, answers after 20 to
 * 400 ms, 1 % of them faults, and somebody at the counter every 2 s. Two run beside each other: they hardly work.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Local, startLocal } from '../../infra/local/start-local.ts'
import { control, journal, member, members, postMember, queueJob, until } from '../e2e/harness.ts'
import { atLeast, atMost, type Row, sample, single } from './row.ts'

const SECONDS = 60
const SETTLING_MS = 5_000
const COUNTER_EVERY_MS = 2_000
const RATES = [5, 10]
const CONTAINERS = [1, 3]

type Case = { rate: number; containers: number }

export async function measureRate(): Promise<Row[]> {
  const rows: Row[] = []
  for (const rate of RATES) {
    rows.push(...(await Promise.all(CONTAINERS.map(containers => measureCase({ rate, containers })))).flat())
  }
  return rows
}

async function measureCase({ rate, containers }: Case): Promise<Row[]> {
  const local = await startLocal({
    simulator: ['--rate', String(rate), '--latency', '20-400', '--seed', String(rate * containers)],
    stack: { concurrency: containers, environment: { WECHATPAY_RATE_PER_SECOND: String(rate) } },
  })
  try {
    const faults = ['reset_after', 'server_error'].map(fault => ({ fault, call: 'import', chance: 0.005 }))
    for (const rule of faults) await control(local, 'POST', 'faults', rule)
    await queueJob(local, 'rate', members(rate * (SECONDS + 30)))
    await until(async () => ((await journal(local)).length > rate * 2 ? true : undefined))
    const begun = Date.now() + SETTLING_MS
    const waits = await serveCounter(local, begun + SECONDS * 1_000)
    const calls = (await journal(local)).filter(({ received_at_ms: at }) => {
      return at >= begun && at < begun + SECONDS * 1_000
    })
    const refused = calls.filter(({ status }) => status === 429).length
    const used = (100 * (calls.length - refused)) / (0.97 * rate * SECONDS)
    const share = (100 * refused) / calls.length
    const what = `${SECONDS} s at ${rate}/s, ${containers} ${containers === 1 ? 'container' : 'containers'}`
    const row = (who: string, unit: string) => ({ what, who, unit })
    return [
      { ...row('permits used of 0.97 of the rate', '%'), ...single(used), ...atLeast(98, used) },
      { ...row('calls refused by a sliding window', '%'), ...single(share), ...atMost(0.5, share) },
      { ...row('wait at the counter for a permit', 's'), ...sample(waits), ...atMost(1.5, Math.max(...waits)) },
    ]
  } finally {
    await local.close()
  }
}

/** Imports a member every 2 s by HTTP; how long each waited from the request until WeChat Pay was called, in s. */
async function serveCounter(local: Local, end: number): Promise<number[]> {
  const posted = new Map<string, number>()
  const answers: Promise<unknown>[] = []
  for (let at = 1; Date.now() < end; at += 1) {
    const body = member(at, '-counter-')
    posted.set(body.openid, Date.now())
    // Whoever is refused waited in vain, and is found in no call.
    answers.push(postMember(local, body).catch(() => {}))
    await sleep(COUNTER_EVERY_MS)
  }
  await Promise.all(answers)
  const called = new Map<string, number>()
  for (const { openid, received_at_ms: at } of await journal(local)) {
    if (openid && posted.has(openid) && !called.has(openid)) called.set(openid, at)
  }
  // The first two start containers of their own.
  return [...posted].slice(2).map(([openid, at]) => ((called.get(openid) ?? Number.POSITIVE_INFINITY) - at) / 1_000)
}
