import { describe, expect, test } from 'vitest'
import { createNoteCall } from '../../functions/import/note-call.ts'
import type { Call, Reply } from '../../functions/ports.ts'
import { CARD, OPENID, sampleRequest } from './samples.ts'

const importing: Call = { name: 'import', request: sampleRequest() }
const querying: Call = { name: 'query', cardId: CARD, openid: OPENID, userCardCode: '1' }
const TIMES = { ms: 200, waitedMs: 30 }

function note(call: Call, reply: Reply) {
  const lines: unknown[] = []
  const levels: string[] = []
  const measured: unknown[] = []
  const tell = (...line: unknown[]) => void lines.push(line)
  const measure = (...measurement: unknown[]) => void measured.push(measurement)
  const at =
    (level: string) =>
    (...line: unknown[]) => {
      levels.push(level)
      tell(...line)
    }
  createNoteCall({ log: { info: at('info'), warn: at('warn') }, metrics: { count: measure, record: measure } })(
    call,
    reply,
    TIMES,
    undefined,
  )
  return { lines, levels, measured }
}

const CALL_TIME = ['CallTime', 200, { call: 'import' }]

test('the line of a call holds no Request-ID where there is none', () => {
  const facts = { call: 'import', reply: 'accepted', ms: 200, waited_ms: 30 }
  expect(note(importing, { kind: 'accepted' }).lines).toStrictEqual([['call', facts]])
  const lines = [['call', { ...facts, request_id: 'R-1' }]]
  expect(note(importing, { kind: 'accepted', requestId: 'R-1' }).lines).toStrictEqual(lines)
})

test.each<[string, Reply]>([
  ['info', { kind: 'accepted' }],
  ['info', { kind: 'refused', code: 'openid_invalid' }],
  ['warn', { kind: 'rate_limited' }],
  ['warn', { kind: 'unavailable', mayHaveWorked: false }],
  ['warn', { kind: 'unclear', why: 'unverified' }],
])('at level %s: %j', (level, reply) => {
  expect(note(importing, reply).levels).toEqual([level])
})

describe('what is measured of a call', () => {
  test('its time, under its name', () => {
    expect(note(importing, { kind: 'rate_limited' }).measured).toEqual([CALL_TIME, ['RateRefusals']])
  })

  test('a halt that WeChat Pay answered is a call, and a credential that cannot sign makes none', () => {
    const halt = { kind: 'halt', scope: 'credential' } as const
    expect(note(importing, { ...halt, reason: 'no_permission' }).measured).toEqual([CALL_TIME])
    expect(note(importing, { ...halt, reason: 'credential_broken' }).measured).toEqual([])
    expect(note(importing, { kind: 'unsigned' }).measured).toEqual([])
  })

  test('an unclear outcome is that of a sending', () => {
    const unclear: Reply = { kind: 'unclear', why: 'unverified', probe: true }
    expect(note(importing, unclear).measured).toEqual([CALL_TIME, ['Probes'], ['Unknowns']])
    expect(note(querying, unclear).measured).toEqual([['CallTime', 200, { call: 'query' }], ['Probes']])
  })
})
