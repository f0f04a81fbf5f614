import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { expect, onTestFinished, test } from 'vitest'
import { startLocal } from '../../infra/local/start-local.ts'
import { run, start } from '../e2e/command/command.ts'
import { memberLines, writeMembers } from '../e2e/command/member-files.ts'
import { STACK, TEMPLATE, useDeployed } from '../e2e/command/use-deployed.ts'
import { allEnded, control, depth, members, queueJob, rowsOf, tally, until } from '../e2e/harness.ts'

const ROWS = 2_000
/** Rows whose personal fields the functions encrypt: so many are queued before each rotation. */
const PLAIN = 100
const Switched = v.object({ secrets: v.object({ partner: v.string() }) })

const deployed = useDeployed()

/** As a merchant does it: the next key is made, then put into the secret; the former is refused after 5 s. */
async function rotate(...keys: ('merchant' | 'wechatpay')[]): Promise<void> {
  let secret = ''
  for (const key of keys) {
    const switched = await control(deployed.local, 'POST', 'keys', { key, retires_after_seconds: 5 })
    secret = v.parse(Switched, switched).secrets.partner
  }
  await deployed.local.stack.putSecret(secret)
  process.stderr.write(`${keys.join(' and ')} rotated after ${(await rows()).length} rows\n`)
}

const rows = () => rowsOf(deployed.local, 'rotation')
const ended = (count: number) => until(async () => ((await rows()).length >= count ? true : undefined), 240_000)

/** How many rows ended in each way. */
async function tallyCodes(): Promise<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const { state, code } of await rows()) {
    const way = code ? `${state}: ${code}` : state
    sums[way] = (sums[way] ?? 0) + 1
  }
  return sums
}

test(`a job of ${ROWS} rows goes on while every key is rotated, and the same command imports what it was refused`, async () => {
  const { local, folder, environment } = deployed
  const file = await writeMembers(folder, 'members.csv', memberLines(ROWS, '-rotation-'))
  const words = ['import', file, ...TEMPLATE, '--job-id', 'rotation', '--first', '5', '--follow', '--stack', STACK]
  const first = start(folder, words, environment)
  const rotations: [after: number, ...keys: ('merchant' | 'wechatpay')[]][] = [
    [200, 'merchant'],
    [600, 'wechatpay'],
    [1_000, 'merchant', 'wechatpay'],
  ]
  const endedTooEarly = first.ended.then(({ stderr }) => Promise.reject(new Error(`The command has ended: ${stderr}`)))
  for (const [after, ...keys] of rotations) {
    await Promise.race([ended(after), endedTooEarly])
    await queueJob(local, `plain-${after}`, members(PLAIN, `-${keys.join('-')}-`))
    await rotate(...keys)
  }

  endedTooEarly.catch(() => {})
  const refused = await first.ended
  const ways = await tallyCodes()
  process.stderr.write(`${JSON.stringify(ways)}\n${refused.stderr.split('\n').slice(-8).join('\n')}\n`)
  expect(refused.code).toBe(1)
  const stale = ways['rejected: stale_wechatpay_serial'] ?? 0
  expect(stale).toBeGreaterThan(0)
  expect(ways).toEqual({ imported: ROWS - stale, 'rejected: stale_wechatpay_serial': stale })
  for (const [after] of rotations) {
    expect(tally(await allEnded(local, `plain-${after}`, PLAIN))).toEqual({ imported: PLAIN })
  }

  expect(await run(folder, words, environment)).toMatchObject({ code: 0 })
  expect(await tallyCodes()).toEqual({ imported: ROWS })
  expect(await depth(local, local.stack.deadLetterQueueUrl)).toBe(0)
  expect(await control(local, 'GET', 'summary')).toMatchObject({
    cards_created: ROWS + rotations.length * PLAIN,
    members_created_twice: 0,
    imports_after_unclear_without_query: 0,
  })
})

test('a platform certificate that is refused from one moment to the next is replaced by the one that is listed', async () => {
  const local = await startLocal({
    credential: 'partner_certificates',
    simulator: ['--rate', '50'],
    stack: { environment: { WECHATPAY_RATE_PER_SECOND: '40' } },
  })
  onTestFinished(() => local.close())
  await queueJob(local, 'before', members(20, '-before-'))
  expect(tally(await allEnded(local, 'before', 20))).toEqual({ imported: 20 })
  // Within a minute after a download no serial is searched for.
  await sleep(60_000)
  await control(local, 'POST', 'keys', { key: 'certificate', retires_after_seconds: 0 })
  await queueJob(local, 'after', members(100, '-after-'))
  expect(tally(await allEnded(local, 'after', 100))).toEqual({ imported: 100 })
  expect(await control(local, 'GET', 'summary')).toMatchObject({
    cards_created: 120,
    members_created_twice: 0,
    imports_after_unclear_without_query: 0,
  })
})
