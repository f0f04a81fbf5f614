import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createGetCard } from '../functions/api/get-card.ts'
import { createGetJob } from '../functions/api/get-job.ts'
import { createPostImport } from '../functions/api/post-import.ts'
import type { Routes } from '../functions/api/route.ts'
import { credentialsOf, eventOf, NOW, REQUEST } from './api/requests.ts'

const POST = 'POST /user-cards/import-by-openid'
const JSON_TYPE = { 'content-type': 'application/json' }

const hoisted = vi.hoisted(() => {
  const log: unknown[] = []
  return { log, thrown: { value: undefined as unknown } }
})

const neverReached = () => {
  throw new Error('A refused request came through.')
}

/** The entry with its own routes, whose use cases are not to be reached; what it logs is kept. */
vi.mock('../functions/compose.ts', () => {
  const write = (...line: unknown[]) => void hoisted.log.push(line)
  const log = { info: write, warn: write, begin: () => {} }
  const clock = { now: () => NOW, sleep: async () => {} }
  const credentials = credentialsOf()
  const cards = { reveal: neverReached }
  const get = createGetCard({ clock, credentials, cards, readCard: neverReached })
  const sealer = { seal: neverReached }
  const ports = { clock, credentials, cards, sealer, log, handOver: undefined, importMember: neverReached }
  const routes: Routes = {
    [POST]: createPostImport(ports),
    'GET /user-cards/{user_card_code}': get.userCard,
    'GET /cards/{card_id}': get.template,
    'GET /jobs/{job_id}': createGetJob(neverReached),
    'GET /encryption-key': async () => {
      throw hoisted.thrown.value
    },
  }
  return { composeHttp: () => routes, log, metrics: { flush: () => {} } }
})

const { handler } = await import('../functions/http.ts')
const context = { getRemainingTimeInMillis: () => 28_000 } as Context

async function ask(event: APIGatewayProxyEventV2) {
  const { statusCode, headers, body } = Object(await handler(event, context))
  return { status: statusCode, type: headers['content-type'], kept: headers['cache-control'], body: String(body) }
}

const post = (body: unknown, headers: Record<string, string> = JSON_TYPE) =>
  ask(eventOf(POST, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) }))

beforeEach(() => {
  hoisted.log.length = 0
})

describe('what is thrown becomes a 500 without internals', () => {
  const SECRET = 'postgres://admin:hunter2@10.0.0.1 at /var/task/index.cjs:1:2'

  class TellingError extends Error {
    override name = 'TellingError'
    readonly code = 'ETELL'
    readonly request = { body: SECRET }
  }

  test.each([
    ['an error', new Error(SECRET), { error: 'Error' }],
    ['an error with more in it', new TellingError(SECRET, { cause: new TypeError(SECRET) }), { error: 'TellingError' }],
    ['a text', SECRET, { error: 'unknown' }],
    ['nothing', undefined, { error: 'unknown' }],
  ])('%s', async (_what, thrown, said) => {
    hoisted.thrown.value = thrown
    const answer = await ask(eventOf('GET /encryption-key'))
    expect(answer).toMatchObject({ status: 500, type: 'application/problem+json', kept: 'no-store' })
    expect(Object.keys(JSON.parse(answer.body)).toSorted()).toEqual(['code', 'detail', 'status', 'title', 'type'])
    expect(hoisted.log).toEqual([['request_failed', expect.objectContaining(said)]])
    for (const text of [answer.body, JSON.stringify(hoisted.log)]) expect(text).not.toMatch(/hunter2|var|task|at \//)
  })

  test('an event of another shape', async () => {
    for (const event of [{}, { routeKey: POST }, { routeKey: 'GET /cards/{card_id}', pathParameters: null }]) {
      // As who may invoke the function without API Gateway could write it.
      const answer = await ask(Object(event))
      expect([404, 415, 422, 500]).toContain(answer.status)
      expect(answer.type).toBe('application/problem+json')
      expect(answer.body).not.toMatch(/undefined|TypeError|null/)
    }
  })
})

const form = (list: unknown[]) => ({ ...REQUEST, user_information: { common_field_list: list } })
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

describe('a request has limits, each told with its code', () => {
  test.each([
    ['a body over 256 KiB', ' '.repeat(262_145), 413, 'body_too_large'],
    ['17 levels', deep(17), 400, 'nested_too_deep'],
    ['a list of over 100 items', form(Array.from({ length: 101 }, () => 1)), 422, 'too_many_items'],
    ['a list of 40,000 items', form(Array.from({ length: 40_000 }, () => ({}))), 422, 'too_many_items'],
    ['a text over its length', { ...REQUEST, card_id: 'c'.repeat(33) }, 422, 'too_long'],
    ['a key of 200 kB', { ...REQUEST, ['k'.repeat(200_000)]: 1 }, 400, 'unknown_field'],
  ])('%s', async (_what, body, status, code) => {
    const answer = await post(body)
    expect([answer.status, JSON.parse(answer.body).errors]).toMatchObject([status, [{ code }]])
  })

  test('within them a body of 256 KiB, 16 levels and 100 items is read', async () => {
    const levels = await post(deep(16))
    expect(JSON.parse(levels.body).errors).toMatchObject([{ code: 'wrong_type', pointer: '' }])
    const padded = `${' '.repeat(262_140)}[]`
    expect(JSON.parse((await post(padded)).body).errors).toMatchObject([{ code: 'wrong_type', pointer: '' }])
    const items = await post(form(Array.from({ length: 100 }, () => ({}))))
    expect(JSON.parse(items.body).errors[0].pointer).toMatch(/^\/user_information\/common_field_list\/0/)
  })

  test('a hundred faults at most, so that no body makes an answer that grows with it', async () => {
    const item = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`k${at}`, 'v'.repeat(5)]))
    const answer = await post(form(Array.from({ length: 90 }, () => item)))
    expect(JSON.parse(answer.body).errors).toHaveLength(100)
    expect(answer.body.length).toBeLessThan(32_768)
  })

  const LONG = `PUB_KEY_ID_${'9'.repeat(9_000)}`

  test.each([
    ['Wechatpay-Serial', { ...JSON_TYPE, 'wechatpay-serial': LONG }, 400],
    ['Content-Type', { 'content-type': `application/json;${LONG}` }, 415],
    ['Content-Type of blanks', { 'content-type': `application/json${' '.repeat(9_000)};x` }, 415],
  ])('a header of 9,000 characters: %s', async (_what, headers, status) => {
    const answer = await post(REQUEST, headers)
    expect(answer.status).toBe(status)
    expect(answer.body).not.toContain('99999')
  })

  test.each([
    ['GET /user-cards/{user_card_code}', { user_card_code: LONG }, 422],
    ['GET /cards/{card_id}', { card_id: LONG }, 422],
    ['GET /jobs/{job_id}', { job_id: LONG }, 404],
  ])('a long name in the path and a query of a thousand parameters: %s', async (key, path, status) => {
    const query = Array.from({ length: 1_000 }, (_, at) => `brand_id=${at}&openid=${LONG.slice(0, 200)}`).join('&')
    const answer = await ask(eventOf(key, { path, query }))
    expect(answer).toMatchObject({ status, type: 'application/problem+json' })
    expect(answer.body).not.toContain('99999')
    expect(hoisted.log).toEqual([])
  })
})
