import { describe, expect, test } from 'vitest'
import type { Log } from '../../functions/ports.ts'
import { LOG_EVENTS } from '../../functions/signals/log-events.ts'
import { pickFacts } from '../../functions/signals/pick-facts.ts'

const ENDED = { job_id: 'spring', row: 17, state: 'rejected', code: 'openid_invalid', request_id: 'R-1', attempts: 1 }

test('the facts of an event pass', () => {
  expect(pickFacts('row_ended', ENDED)).toEqual(ENDED)
})

test.each(['openid', 'user_card_code', 'phone_number', 'body', 'toString', '__proto__'])('%s does not', name => {
  const facts = Object.fromEntries([...Object.entries(ENDED), [name, 'A-1']])
  expect(pickFacts('row_ended', facts)).toEqual(ENDED)
})

test.each([
  ['a job that is no job name', 'job_id', 'spring 13800138000 张伟'],
  ['a state that is none', 'state', 'oZaunkoenig'],
  ['a sentence in place of a code', 'code', '用户 oZaunkoenig 不存在'],
  ['a row that is no number', 'row', '17'],
  ['an object', 'code', { openid: 'oZaunkoenig' }],
])('a fact of another form is left out: %s', (_, name, value) => {
  const { [name]: __, ...others } = Object.fromEntries(Object.entries(ENDED))
  expect(pickFacts('row_ended', { ...ENDED, [name]: value })).toEqual(others)
})

test('no event has a fact that names a person', () => {
  const names = Object.values(LOG_EVENTS).flatMap(({ entries }) => Object.keys(entries))
  expect(names.filter(name => /openid|card|phone|member|user|body|value/.test(name))).toEqual([])
})

describe('the type of the log', () => {
  const log: Log = { info() {}, warn() {} }

  test('refuses a fact that is not on the list, and an event that is not', () => {
    const ended = { state: 'imported', attempts: 1 } as const
    log.info('row_ended', ended)
    // @ts-expect-error no fact of this event
    log.info('row_ended', { ...ended, openid: 'oZaunkoenig' })
    // @ts-expect-error no event
    log.info('row_begun', {})
    // @ts-expect-error a fact is missing
    log.info('halted', { scope: 'brand' })
    expect(pickFacts('row_ended', ended)).toEqual(ended)
  })
})
