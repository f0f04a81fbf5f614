import { writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readDefaults } from '../../../cli/file/defaults.ts'
import { FileError } from '../../../cli/file/file-error.ts'
import { NOW } from '../../member/samples.ts'
import { createTemporary, type Temporary } from './temporary.ts'

let at: Temporary
beforeEach(async () => {
  at = await createTemporary()
})
afterEach(() => at.remove())

async function read(content: unknown) {
  await writeFile(at.path('defaults.json'), typeof content === 'string' ? content : JSON.stringify(content))
  return await readDefaults(at.path('defaults.json'), NOW)
}

async function faultsOf(content: unknown): Promise<string[]> {
  const refusal = await read(content).catch(error => error)
  expect(refusal).toBeInstanceOf(FileError)
  expect(refusal).toMatchObject({ code: 'defaults_invalid' })
  expect(refusal.message).toContain('defaults.json')
  return refusal.issues.map(({ code, column }: { code: string; column: string }) => `${code} ${column}`)
}

test('any part of an import request that is no member’s own', async () => {
  const whole = {
    brand_id: '1004',
    card_id: 'p1',
    level: '银卡会员',
    card_color: '#FFFF00',
    pickup_time: '2024-05-20T13:29:35+08:00',
    date_information: { type: 'FIX_TERM', available_day_after_receive: 3_650 },
  }
  expect(await read(whole)).toEqual(whole)
  expect(await read({})).toEqual({})
})

test('a part of the validity, the rest of which stands in the rows', async () => {
  const term = { type: 'FIX_TERM', available_day_after_receive: 1 }
  for (const validity of [term, { type: 'FIX_TERM' }, { available_end_time: '2040-01-01T00:00:00Z' }]) {
    const defaults = { valid_date_information: validity }
    expect(await read(defaults)).toEqual(defaults)
  }
})

test('what each member has of their own is refused', async () => {
  const own = { openid: 'o1', user_card_code: '1', phone_number: '13900000001', user_information: {} }
  expect(await faultsOf({ ...own, level: 'x' })).toEqual([
    'unknown_field /openid',
    'unknown_field /user_card_code',
    'unknown_field /phone_number',
    'unknown_field /user_information',
  ])
})

test('a fault is told once, here, and not again in each row', async () => {
  const defaults = {
    card_id: 'p'.repeat(33),
    levle: 'x',
    pickup_time: '2999-01-01T00:00:00Z',
    valid_date_information: { type: 'PERMANENT' },
    date_information: { type: 'FOREVER' },
  }
  expect((await faultsOf(defaults)).sort()).toEqual([
    'pickup_time_not_past /pickup_time',
    'too_long /card_id',
    'unknown_field /levle',
    'unknown_value /date_information/type',
    'validity_twice /date_information',
  ])
})

test.each([
  ['no JSON', '{', 'not_json '],
  ['a key twice', '{"level":"a","level":"b"}', 'duplicate_key /level'],
  ['a list', '[]', 'wrong_type '],
  ['nothing', 'null', 'wrong_type '],
])('%s is refused', async (_, content, fault) => {
  expect(await faultsOf(content)).toEqual([fault])
})

test('a file that is not there is refused', async () => {
  await expect(readDefaults(at.path('nothing.json'), NOW)).rejects.toMatchObject({ code: 'not_found' })
})
