import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEndings } from '../../functions/aws/finish-row.ts'
import { createHalts } from '../../functions/aws/halts.ts'
import { createHaltsOf } from '../../functions/aws/halts-of-job.ts'
import { createReadJobStatus } from '../../functions/aws/job-status.ts'
import { createPacer } from '../../functions/aws/pacer.ts'
import { createRegisterJob } from '../../functions/aws/register-job.ts'
import type { Scope } from '../../functions/member/halt-scope.ts'
import type { Halt } from '../../functions/ports.ts'
import { type State, standBetween, startState } from './state.ts'

const NOW = 1_722_850_421_000
const clock = { now: () => NOW, sleep: async () => {} }
const GIVEN = { rows: 10, fileSha256: 'f1', commonSha256: 'c1', brandId: '1004', cardId: 'card-1' }

let state: State

beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())

const halt = (scope: Scope): Halt => ({ scope, reason: 'no_permission', raisedAt: NOW, version: 'v1' })
const endRow = (jobId: string, credential: string) =>
  createEndings(state.open(credential), clock).finish({
    ending: { state: 'imported', attempts: 1 },
    row: { jobId, row: 1 },
  })

test('a registered job is told with the pacer of its credential, read in two commands', async () => {
  const table = state.open('paced')
  await createRegisterJob(table, clock)('paced', GIVEN)
  await endRow('paced', 'paced')
  await createPacer(table, clock, 5).take(1_000)
  const commands: string[] = []
  standBetween(table.client, (command, send) => {
    commands.push(command)
    return send()
  })
  expect(await createReadJobStatus(table, clock)('paced')).toMatchObject({
    job_id: 'paced',
    state: 'running',
    rows: 10,
    ended: 1,
    left: 9,
    rate: { calls_per_second: 4.85, wechatpay_down: false },
    estimated_end: '2024-08-05T09:33:42.854Z',
    halts: [],
  })
  expect(commands).toEqual(['GetItemCommand', 'BatchGetItemCommand'])
})

test('before the first call of a credential its rate is 0', async () => {
  await createRegisterJob(state.open('fresh'), clock)('fresh', GIVEN)
  expect(await createReadJobStatus(state.open('fresh'), clock)('fresh')).toMatchObject({
    state: 'running',
    rate: { calls_per_second: 0, wechatpay_down: false },
  })
})

test('a job that nobody registered and of which no row has ended is unknown', async () => {
  expect(await createReadJobStatus(state.open('fresh'), clock)('unknown')).toBeUndefined()
  expect(await createHaltsOf(state.open('fresh'))('unknown')).toEqual([])
})

test('the halts of its credential, brand and template stop a job, and no others', async () => {
  const table = state.open('halted')
  const halts = createHalts(table)
  await createRegisterJob(table, clock)('halted', GIVEN)
  for (const scope of ['brand#1005', 'template#card-2'] as const) await halts.raise(halt(scope))
  await createHalts(state.open('another')).raise(halt('credential'))
  expect(await createHaltsOf(table)('halted')).toEqual([])
  expect(await createReadJobStatus(table, clock)('halted')).toMatchObject({ state: 'running', halts: [] })

  const own = (['credential', 'brand#1004', 'template#card-1'] as const).map(halt)
  for (const one of own) await halts.raise(one)
  expect(await createHaltsOf(table)('halted')).toEqual(own)
  const kinds = [{ scope: 'credential' }, { scope: 'brand' }, { scope: 'template' }]
  expect(await createReadJobStatus(table, clock)('halted')).toMatchObject({ state: 'halted', halts: kinds })

  for (const one of own) await halts.lift(one)
  expect(await createHaltsOf(table)('halted')).toEqual([])
})

test('of a job that its first row made only the halt of the credential is known', async () => {
  const table = state.open('made')
  await endRow('made', 'made')
  for (const scope of ['credential', 'brand#1004', 'template#card-1'] as const)
    await createHalts(table).raise(halt(scope))
  expect(await createHaltsOf(table)('made')).toEqual([halt('credential')])
})
