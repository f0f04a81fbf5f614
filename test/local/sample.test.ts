import { expect, test } from 'vitest'
import { checkImportRequest } from '../../functions/member/check-import-request.ts'
import { FAULTS } from '../../functions/member/faults.ts'
import { COMMON_FIELD_NAMES, VALIDITY_TYPES } from '../../functions/member/import-request.ts'
import { REJECTIONS } from '../../functions/member/reasons.ts'
import { readExpected, readSample } from '../../infra/local/sample.ts'

const requests = await Array.fromAsync(readSample())
const expected = await readExpected()
const text = JSON.stringify(requests)

/** After every pickup time of the sample, before its earliest end. */
const NOW = Date.UTC(2026, 7, 1)

test('there are 40 members, and an end is written down for each', () => {
  expect(requests.map(({ row }) => row)).toEqual([...expected.keys()])
  expect(requests).toHaveLength(40)
})

test('all common fields, validity types and both spellings occur', () => {
  for (const name of [...COMMON_FIELD_NAMES, ...VALIDITY_TYPES]) expect(text).toContain(`"${name}"`)
  for (const name of ['date_information', 'valid_date_information', '喜欢的运动']) expect(text).toContain(`"${name}"`)
})

test('exactly the rows that must be found here have a fault, of the code that is written down', () => {
  const faults = requests.flatMap(({ row, request }) => {
    const checked = checkImportRequest(request, { now: NOW, encrypted: false })
    return checked.ok ? [] : [[row, checked.faults.map(({ code }) => code)]]
  })
  const written = [...expected].filter(([, { why }]) => why.startsWith('found here'))
  expect(written).toHaveLength(3)
  expect(faults).toEqual(written.map(([row, { code }]) => [row, [code]]))
})

test('three are refused by WeChat Pay, and every code is one that a row can end with', () => {
  const rejected = [...expected.values()].filter(({ state }) => state === 'rejected')
  expect(rejected.filter(({ why }) => !why.startsWith('found here'))).toHaveLength(3)
  for (const { code } of rejected) expect({ ...FAULTS, ...REJECTIONS }).toHaveProperty(code)
})

test('no two members share a user or a card code', () => {
  for (const column of ['openid', 'user_card_code']) {
    expect(new Set(requests.map(({ request }) => request[column]))).toHaveLength(40)
  }
})
