import { describe, expect, test } from 'vitest'
import { success } from '../../functions/api/problem.ts'
import { readBody } from '../../functions/api/read-body.ts'
import { type Routes, route } from '../../functions/api/route.ts'
import { eventOf, REQUEST } from './requests.ts'

const KEY = 'POST /anything'
const JSON_TYPE = { 'content-type': 'application/json' }

const routes: Routes = {
  [KEY]: async event => {
    const read = readBody(event)
    return 'refusal' in read ? read.refusal : success(read.value)
  },
}

async function post(body: unknown, headers: Record<string, string> = JSON_TYPE, isBase64Encoded = false) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return await route(routes, eventOf(KEY, { headers, body: text, isBase64Encoded }), 27_000)
}

describe('415', () => {
  test.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset=UTF-8',
    ' application/json ; charset="utf-8" ',
  ])('not for %j', async type => {
    expect((await post(REQUEST, { 'Content-Type': type })).status).toBe(200)
  })

  test.each(['text/plain', 'application/json; charset=gbk', 'application/jsonp', 'application/problem+json', ''])(
    'for %j',
    async type => {
      expect(await post('{', { 'content-type': type })).toMatchObject({ status: 415, body: { code: 'content_type' } })
    },
  )

  test('for none at all', async () => {
    expect((await post(REQUEST, {})).status).toBe(415)
  })
})

describe('413', () => {
  test('for a body over 256 KiB, in bytes, also in base64', async () => {
    const large = JSON.stringify({ ...REQUEST, level: '钻'.repeat(88_000) })
    expect(large.length).toBeLessThan(256 * 1_024)
    expect(await post(large)).toMatchObject({ status: 413, body: { code: 'body_too_large' } })
    const inBase64 = Buffer.from(large).toString('base64')
    expect((await post(inBase64, JSON_TYPE, true)).status).toBe(413)
  })
})

describe('400', () => {
  test.each([
    ['', 'not_json'],
    ['{"brand_id":', 'not_json'],
    ['{"level":"a","level":"b"}', 'duplicate_key'],
    ['{"__proto__":{}}', 'forbidden_key'],
    ['['.repeat(10_000), 'nested_too_deep'],
  ])('for %.30j: %s', async (body, code) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code, errors: [{ code }] } })
  })

  test('for a body that is not UTF-8', async () => {
    const answer = await post(Buffer.from([0x22, 0xff, 0x22]).toString('base64'), JSON_TYPE, true)
    expect(answer).toMatchObject({ status: 400, body: { code: 'not_utf8' } })
  })
})
