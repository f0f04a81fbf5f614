import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createHalts } from '../../functions/aws/halts.ts'
import { createSituations } from '../../functions/aws/look-at-member.ts'
import { haltItem, type StateTable } from '../../functions/aws/state-table.ts'
import type { Scope } from '../../functions/member/halt-scope.ts'
import type { Halt, Halts } from '../../functions/ports.ts'
import { type State, standBetween, startState, watchInputs } from './state.ts'

const HALT: Halt = { scope: 'credential', reason: 'signature_refused', raisedAt: 1_722_850_421_123, version: 'v1' }

let state: State
let table: StateTable
let halts: Halts
let credentials = 0

beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())
beforeEach(() => {
  credentials += 1
  table = state.open(`halted-${credentials}`)
  halts = createHalts(table)
})

const standing = async (...scopes: Scope[]) => (await createSituations(table).look('member', scopes)).halts

test('a halt that was raised stands, with its reason, moment and version', async () => {
  expect(await halts.raise(HALT)).toEqual(HALT)
  expect(await standing('credential')).toEqual([HALT])
})

test('a halt without a version of the secret stands as well', async () => {
  await halts.raise({ ...HALT, reason: 'configuration_broken', version: '' })
  expect(await standing('credential')).toEqual([{ ...HALT, reason: 'configuration_broken', version: '' }])
})

test('the first halt of a scope stands against later ones, also of many at once', async () => {
  const later = Array.from({ length: 6 }, (_, nth) => ({ ...HALT, raisedAt: HALT.raisedAt + nth }))
  const raised = await Promise.all(later.map(halt => halts.raise(halt)))
  const [first] = await standing('credential')
  expect(raised).toEqual(raised.map(() => first))
})

test('each scope has its own, and only those that are asked for are seen', async () => {
  const brand: Halt = { ...HALT, scope: 'brand#1004', reason: 'brand_not_authorised' }
  const template: Halt = { ...HALT, scope: 'template#card#1', reason: 'template_invalid' }
  await halts.raise(brand)
  await halts.raise(template)
  expect(await standing('credential', 'brand#1004', 'template#card#1')).toEqual([brand, template])
  expect(await standing('credential', 'brand#1005', 'template#card#1')).toEqual([template])
  expect(await standing()).toEqual([])
})

test('a halt of another credential stops nothing here', async () => {
  await createHalts(state.open('another')).raise(HALT)
  expect(await standing('credential')).toEqual([])
})

test('a halt that was lifted is over and can be raised anew', async () => {
  await halts.raise(HALT)
  await halts.lift(HALT)
  expect(await standing('credential')).toEqual([])
  const again = { ...HALT, raisedAt: HALT.raisedAt + 1 }
  expect(await halts.raise(again)).toEqual(again)
})

test.each([{ version: 'v2' }, { raisedAt: HALT.raisedAt + 60_000 }])(
  'lifting a halt leaves one alone that was raised since: %o',
  async since => {
    await halts.raise({ ...HALT, ...since })
    await halts.lift(HALT)
    expect(await standing('credential')).toEqual([{ ...HALT, ...since }])
  },
)

test('lifting a halt twice is no error', async () => {
  await halts.raise(HALT)
  await halts.lift(HALT)
  await expect(halts.lift(HALT)).resolves.toBeUndefined()
})

test('a halt that is lifted while another is raised gives way to it', async () => {
  await halts.raise(HALT)
  const racing = state.open(table.credential)
  const inputs = watchInputs(racing.client)
  standBetween(racing.client, async (command, send) => {
    if (command === 'GetItemCommand') await halts.lift(HALT)
    return await send()
  })
  const since = { ...HALT, raisedAt: HALT.raisedAt + 1 }
  expect(await createHalts(racing).raise(since)).toEqual(since)
  expect(inputs).toContainEqual(expect.objectContaining({ ConsistentRead: true }))
  expect(await standing('credential')).toEqual([since])
})

test('a halt that could not be lifted is an error, and stands', async () => {
  await halts.raise(HALT)
  const failing = state.open(table.credential)
  standBetween(failing.client, async () => {
    throw new Error('unreachable')
  })
  await expect(createHalts(failing).lift(HALT)).rejects.toThrow('unreachable')
  expect(await standing('credential')).toEqual([HALT])
})

test.each([
  { reason: { S: 'toString' } },
  { reason: { NULL: true as const } },
  { raised_at: { S: '1' } },
  { version: { N: '1' } },
])('a halt that cannot be read here is an error, and not no halt: %j', async change => {
  const Item = {
    ...haltItem(table, 'credential'),
    reason: { S: 'no_permission' },
    raised_at: { N: '1' },
    version: { S: 'v' },
    ...change,
  }
  await table.client.send(new PutItemCommand({ TableName: table.name, Item }))
  await expect(standing('credential')).rejects.toThrow()
})
