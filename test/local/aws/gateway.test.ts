import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Integration, startGateway } from '../../../infra/local/aws/gateway.ts'
import type { Listener } from '../../../infra/local/aws/http.ts'
import type { Result } from '../../../infra/local/aws/runtime-api.ts'

let gateway: Listener
let events: unknown[]
let result: Promise<Result> | Result
let target: Integration

beforeEach(async () => {
  events = []
  result = { payload: { statusCode: 200 } }
  target = {
    invoke: async event => {
      events.push(event)
      return result
    },
    timeoutMs: 30_000,
  }
  const keys = ['POST /user-cards/import-by-openid', 'GET /user-cards/{user_card_code}']
  gateway = await startGateway({
    routes: keys.map(routeKey => ({
      routeKey,
      target: {
        invoke: event => target.invoke(event),
        get timeoutMs() {
          return target.timeoutMs
        },
      },
    })),
  })
})

afterEach(() => gateway.close())

const post = (body: string | Uint8Array<ArrayBuffer>, contentType?: string) =>
  fetch(`${gateway.url}/user-cards/import-by-openid`, {
    method: 'POST',
    body,
    headers: contentType ? { 'Content-Type': contentType } : {},
  })

const get = (path: string) => fetch(gateway.url + path)

describe('the event', () => {
  test('has the shape of payload format 2.0', async () => {
    await fetch(`${gateway.url}/user-cards/A%201?card_id=p&openid=o%2B1&openid=o2`, {
      headers: { Cookie: 'a=1; b=2', 'User-Agent': 'till/1', 'X-Custom': 'v' },
    })
    const path = '/user-cards/A 1'
    expect(events).toEqual([
      {
        version: '2.0',
        routeKey: 'GET /user-cards/{user_card_code}',
        rawPath: path,
        rawQueryString: 'card_id=p&openid=o%2B1&openid=o2',
        cookies: ['a=1', 'b=2'],
        headers: expect.objectContaining({ 'user-agent': 'till/1', 'x-custom': 'v', 'x-forwarded-for': '127.0.0.1' }),
        queryStringParameters: { card_id: 'p', openid: 'o+1,o2' },
        requestContext: {
          accountId: '000000000000',
          apiId: 'local',
          domainName: new URL(gateway.url).host,
          domainPrefix: 'local',
          http: { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'till/1' },
          requestId: expect.stringMatching(/./),
          routeKey: 'GET /user-cards/{user_card_code}',
          stage: '$default',
          time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
          timeEpoch: expect.any(Number),
        },
        pathParameters: { user_card_code: 'A 1' },
        isBase64Encoded: false,
      },
    ])
    expect(events[0]).not.toHaveProperty('headers.cookie')
  })

  test('joins repeated headers with a comma, under lower-case names', async () => {
    await new Promise<void>((resolve, reject) => {
      const headers = ['X-Many', 'one', 'x-many', 'two', 'Host', 'h']
      request(`${gateway.url}/user-cards/A`, { headers }, answer => answer.resume().on('end', resolve))
        .on('error', reject)
        .end()
    })
    expect(events).toMatchObject([{ headers: { 'x-many': 'one,two' } }])
  })

  test.each([
    ['application/json', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['TEXT/Plain', 'text'],
    ['application/xml', 'xml'],
    ['application/javascript', 'js'],
  ])('has a body of type %s as text', async (type, name) => {
    await post(`{"${name}":"会员"}`, type)
    expect(events).toMatchObject([{ body: `{"${name}":"会员"}`, isBase64Encoded: false }])
  })

  test.each(['application/octet-stream', 'application/problem+json', 'application/jsonp', 'multipart/form-data'])(
    'has a body of type %s in base64',
    async type => {
      await post(Uint8Array.of(0xff, 0x00, 0x01), type)
      expect(events).toMatchObject([{ body: '/wAB', isBase64Encoded: true }])
    },
  )

  test('has no body where none was sent', async () => {
    await post('', 'application/octet-stream')
    expect(events).toMatchObject([{ isBase64Encoded: false }])
    expect(events[0]).not.toHaveProperty('body')
  })

  test('has a path cut at an encoded question mark, and an encoded slash divides it', async () => {
    await get('/user-cards/A%3Fx?openid=o')
    expect(events).toMatchObject([{ rawPath: '/user-cards/A', pathParameters: { user_card_code: 'A' } }])
    expect((await get('/user-cards/A%2F1')).status).toBe(404)
  })
})

describe('the answer', () => {
  test('is what the function says', async () => {
    result = {
      payload: {
        statusCode: 422,
        headers: { 'Content-Type': 'application/problem+json', 'Retry-After': 3 },
        cookies: ['a=1', 'b=2'],
        body: '{"code":"x"}',
      },
    }
    const answer = await post('{}', 'application/json')
    expect(answer.status).toBe(422)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('retry-after')).toBe('3')
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(await answer.text()).toBe('{"code":"x"}')
  })

  test('is decoded from base64', async () => {
    result = { payload: { statusCode: 200, body: '5Lya5ZGY', isBase64Encoded: true } }
    const answer = await get('/user-cards/A')
    expect(await answer.text()).toBe('会员')
    expect(answer.headers.get('content-type')).toBe('text/plain;charset=UTF-8')
  })

  test.each([
    ['an object', { hello: 1 }, '{"hello":1}'],
    ['a string', 'hello', 'hello'],
    ['null', null, 'null'],
  ])('is a 200 in JSON for %s without status', async (_, payload, body) => {
    result = { payload }
    const answer = await get('/user-cards/A')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await answer.text()).toBe(body)
  })

  test.each<[string, Result]>([
    ['a function that failed', { error: { errorType: 'TypeError', errorMessage: 'secret' } }],
    ['a status that is none', { payload: { statusCode: 'ok' } }],
    ['a body that is not text', { payload: { statusCode: 200, body: { a: 1 } } }],
  ])('is 500 for %s', async (_, failed) => {
    result = failed
    const answer = await get('/user-cards/A')
    expect(answer.status).toBe(500)
    expect(await answer.json()).toEqual({ message: 'Internal Server Error' })
  })

  test('is 503 for a throttled function', async () => {
    result = { error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' } }
    expect((await get('/user-cards/A')).status).toBe(503)
  })

  test('is 503 when the function takes too long', async () => {
    target.timeoutMs = 20
    result = new Promise(() => {})
    const answer = await get('/user-cards/A')
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({ message: 'Service Unavailable' })
  })

  test.each([
    ['GET', '/nowhere', 404, 'Not Found'],
    ['DELETE', '/user-cards/A', 404, 'Not Found'],
    ['GET', '/user-cards/%E0%A4%A', 400, 'Bad Request'],
  ])('to %s %s is %i', async (method, path, status, message) => {
    const answer = await fetch(gateway.url + path, { method })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual({ message })
    expect(events).toEqual([])
  })

  test('is 413 for a body over 10 MB', async () => {
    const largest = 10 * 1024 * 1024
    expect((await post(new Uint8Array(largest), 'text/plain')).status).toBe(200)
    const answer = await post(new Uint8Array(largest + 1), 'text/plain')
    expect(answer.status).toBe(413)
    expect(await answer.json()).toEqual({ message: 'Request Entity Too Large' })
    expect(events).toHaveLength(1)
  })
})
