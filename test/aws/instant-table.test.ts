import { ScanCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClaims } from '../../functions/aws/claim-member.ts'
import { createEndings } from '../../functions/aws/finish-row.ts'
import { createSituations } from '../../functions/aws/look-at-member.ts'
import { createReopenRow } from '../../functions/aws/reopen-row.ts'
import type { StateTable } from '../../functions/aws/state-table.ts'
import { NOTHING_REMEMBERED } from '../../functions/member/memory.ts'
import { createInstantTable } from './instant-table.ts'
import { createInterleaving, START } from './interleaving.ts'
import { startState } from './state.ts'

const clock = { now: () => START, sleep: async () => {} }

/** Everything the ledger does, also what is refused. */
async function useLedger(table: StateTable) {
  const [claims, endings] = [createClaims(table, clock), createEndings(table, clock)]
  const claim = (owner: string, revision: number) =>
    claims.claim('m', revision, { owner, at: START, until: START + 20_000, phase: 'sending' }, NOTHING_REMEMBERED)
  const row = { jobId: 'job', row: 1 }
  const finish = (owner: string) =>
    endings.finish({
      ending: { state: 'unsettled', code: 'no_trace', attempts: 3 },
      row,
      member: { key: 'm', owner, memory: { ...NOTHING_REMEMBERED, unclear: true, sendings: 3 } },
    })
  return [
    await claim('a', 0),
    await claim('b', 0),
    await claim('b', 1),
    await finish('a'),
    await finish('b'),
    await finish('b'),
    await createReopenRow(table, clock.sleep)(row, 'm'),
    await createReopenRow(table, clock.sleep)(row, 'm'),
    await createSituations(table).look('m', ['credential'], row),
  ]
}

test('the table of the models does what the local stack’s does', async () => {
  const state = await startState()
  const real = state.open('secret')
  const answers = await useLedger(real)
  const { Items = [] } = await real.client.send(new ScanCommand({ TableName: real.name }))
  await state.close()

  const table = createInstantTable()
  const [scheduler] = fc.sample(fc.scheduler(), 1)
  if (!scheduler) throw new Error('fast-check gave no scheduler.')
  const { open } = createInterleaving(scheduler, table)
  expect(await scheduler.waitFor(useLedger(open('one').table))).toEqual(answers)
  expect(answers.slice(0, 8)).toEqual([true, false, true, 'lost', 'written', 'ended', true, false])
  expect(new Set(table.items().map(item => JSON.stringify(item)))).toEqual(
    new Set(Items.map(item => JSON.stringify(item))),
  )
})
