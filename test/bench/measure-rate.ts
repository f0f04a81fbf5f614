import { startLocal } from '../../infra/local/start-local.ts'
import { allEnded, journal, members, queueJob } from '../e2e/harness.ts'
import type { Row } from './compare.ts'

const RATE = 50
const COUNT = 1_000

/** A job through two containers of the local stack, against the time that 0.97 of the allowed rate takes. */
export async function measureRate(): Promise<{ row: Row; refused: number }> {
  const local = await startLocal({
    simulator: ['--rate', String(RATE), '--latency', '50-150'],
    stack: { concurrency: 2, environment: { WECHATPAY_RATE_PER_SECOND: String(RATE) } },
  })
  try {
    await queueJob(local, 'bench', members(COUNT))
    await allEnded(local, 'bench', COUNT)
    const calls = await journal(local)
    const times = calls.map(call => call.received_at_ms)
    const ms = Math.max(...times) - Math.min(...times)
    const againstMs = (COUNT / (0.97 * RATE)) * 1_000
    const what = `${COUNT} members at ${RATE}/s`
    const refused = calls.filter(call => call.status === 429).length
    return { row: { what, ms, against: '0.97 of the rate', againstMs, ratio: ms / againstMs }, refused }
  } finally {
    await local.close()
  }
}
