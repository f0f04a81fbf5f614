import { expect, test } from 'vitest'
import { tellError } from '../../functions/import/tell-error.ts'

const PHONE = '13800138000'

test('an error is told by its name, its code and the name of its cause, never by a message', () => {
  const cause = new RangeError(PHONE)
  const error = Object.assign(new TypeError(PHONE, { cause }), { code: 'ECONNRESET', detail: PHONE })
  expect(tellError(error)).toEqual({ error: 'TypeError', code: 'ECONNRESET', cause: 'RangeError' })
})

test('what it lacks is not told', () => {
  expect(tellError(new Error(PHONE))).toEqual({ error: 'Error' })
  expect(tellError(Object.assign(new Error(PHONE, { cause: PHONE }), { code: 23 }))).toEqual({ error: 'Error' })
})

test.each([PHONE, undefined, null, { name: PHONE, code: PHONE }])(
  '%j, which is no error, is told as unknown',
  thrown => {
    expect(tellError(thrown)).toEqual({ error: 'unknown' })
  },
)
