import { expect, test } from 'vitest'
import type { Line } from '../../../cli/doctor/call-host.ts'
import { callWechatPay } from '../../../cli/doctor/call-wechatpay.ts'
import { loadCredential } from '../../../functions/wechatpay/load-credential.ts'
import { NOW } from '../../wechatpay/fixtures.ts'
import { secretOf } from './credentials.ts'

/** Answers 404 without a signature after so long, by a clock of the test's own. */
function makeWorld() {
  let time = NOW
  const answering = (tookMs: number): Line => ({
    async exchange() {
      time += tookMs
      return { status: 404, headers: {}, body: Buffer.from('') }
    },
  })
  const dead: Line = { exchange: async () => ({ sent: false, why: 'connection_lost' }) }
  return { world: { now: () => time, nonce: () => 'n' }, answering, dead }
}

const loaded = loadCredential(secretOf(), 'v1', { now: NOW })

test('every host is called; a backup that is down is a doubt, a primary that is down a fault', async () => {
  const { world, dead, answering } = makeWorld()
  const both = async (primary: Line, backup: Line) => {
    const lines = [
      { host: 'api', line: primary },
      { host: 'api2', line: backup },
    ]
    const findings = await callWechatPay(lines, loaded, false, world)
    return findings.filter(({ check }) => check === 'reach').map(({ where, verdict }) => `${where} ${verdict}`)
  }
  expect(await both(answering(80), dead)).toEqual(['api ok', 'api2 doubtful'])
  expect(await both(dead, answering(80))).toEqual(['api wrong', 'api2 ok'])
})

test.each([
  [3_000, 'ok', 'It answered in 3000 ms.'],
  [3_001, 'doubtful', 'It answered in 3001 ms.'],
])('an answer after %i ms is %s', async (tookMs, verdict, says) => {
  const { world, answering } = makeWorld()
  const findings = await callWechatPay([{ host: 'api', line: answering(tookMs) }], loaded, false, world)
  expect(findings).toContainEqual(expect.objectContaining({ check: 'reach', verdict, says }))
})

test('an answer without a Date leaves the clock in doubt', async () => {
  const { world, answering } = makeWorld()
  const findings = await callWechatPay([{ host: 'api', line: answering(1) }], loaded, false, world)
  expect(findings).toContainEqual(expect.objectContaining({ check: 'clock', verdict: 'doubtful' }))
})
