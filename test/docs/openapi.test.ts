import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, test } from 'vitest'
import { knownProblem, problem } from '../../functions/api/problem.ts'
import { ROUTE_KEYS } from '../../functions/api/route.ts'
import { checkImportRequest } from '../../functions/member/check-import-request.ts'
import { NOW, officialSample, plainRequest, seedExample } from '../member/samples.ts'
import { findUndocumented } from './find-undocumented.ts'
import { openSchemas, readDocument } from './json-schema.ts'

const source = readDocument('openapi.json')
const document = JSON.parse(source)

/** Every recommended rule, as an error: none is switched off. */
async function lint(text: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'] })
  const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config })
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)
}

describe('the document', () => {
  test('keeps every recommended rule, its examples included', async () => {
    expect(await lint(source)).toEqual([])
  })

  test.each([
    ['an example that breaks its schema', '"13900000000"', '13900000000', 'no-invalid-media-type-examples'],
    ['a reference to nothing', '#/components/schemas/UserCard', '#/components/schemas/User', 'no-unresolved-refs'],
  ])('%s would be found', async (_, right, wrong, rule) => {
    expect(await lint(source.replaceAll(right, wrong))).toContainEqual(expect.stringContaining(rule))
  })

  test('names the routes that there are', () => {
    const named = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
    )
    expect(named.sort()).toEqual(ROUTE_KEYS.toSorted())
  })
})

test('every code of an answer is told in docs/errors.md', () => {
  const { code, errors } = document.components.schemas.Problem.properties
  const told = readDocument('errors.md')
  for (const one of [...code.enum, ...errors.items.properties.code.enum]) expect(told).toContain(`| \`${one}\` |`)
})

describe('an import request is taken or refused as the function does', () => {
  const validate = openSchemas(document)('/components/schemas/ImportRequest')
  const validity = (fields: object) => ({ valid_date_information: fields })
  const custom = (fields: object) => ({ user_information: { custom_field_list: [fields] } })

  test.each([
    ['the seed', seedExample(), true],
    ['the official sample', officialSample(), true],
    ['plain', plainRequest(), false],
    ['31 characters of three bytes', { ...plainRequest(), card_id: '卡'.repeat(31) }, false],
  ])('taken: %s', (_, request, encrypted) => {
    expect(checkImportRequest(request, { now: NOW, encrypted })).toMatchObject({ ok: true })
    expect(validate(request), JSON.stringify(validate.errors)).toBe(true)
  })

  test.each<[string, object]>([
    ['a field missing', { card_id: undefined }],
    ['null', { level: null }],
    ['a wrong type', { openid: 7 }],
    ['an unknown field', { user_card_state: 'EFFECTIVE' }],
    ['an unknown field inside', validity({ type: 'PERMANENT', days: 3 })],
    ['an unknown field in a list', custom({ name: 'a', user_chosen_values: ['b'], extra: 1 })],
    ['an empty text', { brand_id: '' }],
    ['33 characters', { card_id: 'c'.repeat(33) }],
    ['an emoji', { level: '😀' }],
    ['a code in Chinese', { user_card_code: '会员' }],
    ['a colour', { card_color: 'FFFF00' }],
    ['a picture by http', { card_picture_url: 'http://example.com/a.png' }],
    ['a time without offset', { pickup_time: '2020-05-20T13:29:35' }],
    ['days', validity({ type: 'FIX_TERM', available_day_after_receive: 10_959 })],
    ['half a day', validity({ type: 'FIX_TERM', available_day_after_receive: 1.5 })],
    ['a type of validity', validity({ type: 'FOREVER' })],
    ['a range without end', validity({ type: 'FIX_TIME_RANGE', available_begin_time: '2020-05-20T13:29:35Z' })],
    ['a term without days', validity({ type: 'FIX_TERM' })],
    ['no validity', { valid_date_information: undefined }],
    ['both validities', { date_information: { type: 'PERMANENT' } }],
    ['no value', custom({ name: 'a', user_chosen_values: [] })],
    ['eleven values', custom({ name: 'a', user_chosen_values: Array(11).fill('b') })],
  ])('refused: %s', (_, changes) => {
    const request = JSON.parse(JSON.stringify({ ...plainRequest(), ...changes }))
    expect(checkImportRequest(request, { now: NOW, encrypted: false })).toMatchObject({ ok: false })
    expect(validate(request)).toBe(false)
  })
})

describe('an answer that the document does not say is found', () => {
  const [path, ok] = [
    '/user-cards/A1',
    { card_id: 'c', openid: 'o', user_card_code: 'A1', user_card_state: 'EFFECTIVE' },
  ]
  const headers = { 'content-type': 'application/json', 'personal-fields': 'plain' }

  test('one that it does say is not', () => {
    expect(findUndocumented('GET', path, { status: 200, headers, body: ok })).toEqual([])
    expect(findUndocumented('POST', path, knownProblem('method_not_allowed', { allow: 'GET' }))).toEqual([])
    expect(findUndocumented('GET', '/nowhere', knownProblem('route_unknown'))).toEqual([])
  })

  test.each([
    ['a path', 'GET', '/jobs', { status: 200, headers, body: {} }],
    ['a status', 'GET', path, { status: 201, headers, body: ok }],
    [
      'a header that is missing',
      'GET',
      path,
      { status: 200, headers: { 'content-type': 'application/json' }, body: ok },
    ],
    ['the value of a header', 'GET', path, { status: 200, headers: { ...headers, 'personal-fields': 'no' }, body: ok }],
    ['a content type', 'GET', path, { status: 200, headers: { ...headers, 'content-type': 'text/plain' }, body: ok }],
    ['a body', 'GET', path, { status: 200, headers, body: { ...ok, user_card_state: 'GONE' } }],
    ['a code of another status', 'GET', path, problem(429, 'card_unknown', 'No.', { retryAfter: 1 })],
    ['a wait that is not told', 'GET', path, problem(429, 'no_permit', 'No.')],
  ])('%s', (_, method, path, answer) => {
    expect(findUndocumented(method, path, answer)).toHaveLength(1)
  })
})
