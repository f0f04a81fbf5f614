import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createGetCard } from '../functions/api/get-card.ts'
import { createGetJob } from '../functions/api/get-job.ts'
import { createPostImport } from '../functions/api/post-import.ts'
import type { Routes } from '../functions/api/route.ts'
import { createWechatPay } from '../functions/wechatpay/client.ts'
import { createCredentials } from '../functions/wechatpay/credentials.ts'
import type { HttpAnswer } from '../functions/wechatpay/exchange.ts'
import type { Signable } from '../functions/wechatpay/transport.ts'
import { eventOf } from './api/requests.ts'
import { runs } from './fuzz-runs.ts'
import { createOutside } from './import/memory-ports.ts'
import { startProcess } from './import/process.ts'
import { mangled, mutated, oddTexts } from './mutations.ts'
import { NOW, partnerSecret, REQUEST, signedHeaders } from './wechatpay/fixtures.ts'

const POST = 'POST /user-cards/import-by-openid'
const held = vi.hoisted(() => ({ routes: {} as Routes }))

/** The entry; each try puts its own routes behind it. */
vi.mock('../functions/compose.ts', () => ({
  composeHttp: () => held.routes,
  log: { info: () => {}, warn: () => {}, begin: () => {} },
  metrics: { flush: () => {} },
}))
const { handler } = await import('../functions/http.ts')
const context = Object({ getRemainingTimeInMillis: () => 28_000, awsRequestId: 'fuzz' }) as Context

/** Stands in what was not signed; nobody may ever read it. */
const UNVERIFIED = 'Unverified-Words'

type Upstream = (sound: { body: string; now: number }) => HttpAnswer

/** The routes over a WeChat Pay that knows every card, and says so through `upstream`. */
function compose(upstream: Upstream): Routes {
  let now = NOW
  const clock = {
    now: () => now,
    async sleep(ms: number) {
      now += Math.max(0, ms)
    },
  }
  const log = { info: () => {}, warn: () => {} }
  const source = { read: async () => ({ text: partnerSecret(), versionId: 'v1' }) }
  const fetchCertificates = async () => []
  const credentials = createCredentials({ source, fetchCertificates, clock, log })
  const transport = {
    async send(request: Signable) {
      await request.headers()
      return upstream({ body: JSON.stringify(cardOf(request)), now })
    },
  }
  const wechatpay = createWechatPay({ credentials, transport, clock, nonce: () => 'nonce' })
  const { importMember, readCard } = startProcess({ time: clock, outside: createOutside(), wechatpay })
  const ports = { clock, credentials, cards: wechatpay, log }
  const get = createGetCard({ ...ports, readCard })
  return {
    [POST]: createPostImport({ ...ports, importMember, sealer: wechatpay, handOver: { settleLater: async () => {} } }),
    'GET /user-cards/{user_card_code}': get.userCard,
    'GET /cards/{card_id}': get.template,
    'GET /jobs/{job_id}': createGetJob(async () => undefined),
  }
}

function cardOf({ path, body }: Signable): object {
  if (body) return { ...JSON.parse(body.toString()), user_information: undefined, phone_number: undefined, ...STATE }
  const { pathname, searchParams } = new URL(path, 'https://wechatpay.example')
  const user_card_code = decodeURIComponent(pathname.split('/').at(-1) ?? '')
  return { ...Object.fromEntries(searchParams), user_card_code, ...STATE }
}
const STATE = { user_card_state: 'EFFECTIVE' }

const query = new URLSearchParams({ brand_id: '1004', card_id: REQUEST.card_id, openid: REQUEST.openid })
const events: fc.Arbitrary<APIGatewayProxyEventV2> = fc
  .record({
    routeKey: fc.constantFrom(
      POST,
      POST,
      POST,
      ...Object.keys(compose(() => ({ status: 0, headers: {}, body: Buffer.of() }))),
      '$default',
    ),
    type: fc.oneof(
      { weight: 5, arbitrary: fc.constant('application/json') },
      mangled('application/json; charset=utf-8'),
    ),
    headers: fc.dictionary(fc.constantFrom('wechatpay-serial', 'Wechatpay-Serial', 'x-odd', '__proto__'), oddTexts, {
      maxKeys: 1,
    }),
    body: fc.oneof(
      mutated(REQUEST).map(value => JSON.stringify(value) ?? ''),
      mangled(JSON.stringify(REQUEST)),
      fc.constant(undefined),
    ),
    name: fc.oneof(fc.constant('478515832665'), oddTexts),
    query: fc.oneof(fc.constant(String(query)), mangled(String(query))),
    isBase64Encoded: fc.constantFrom(false, false, false, true),
  })
  .map(({ routeKey, type, name, headers, body, ...given }) =>
    eventOf(routeKey, {
      ...given,
      ...(body !== undefined && { body }),
      headers: { 'content-type': type, ...headers },
      path: { user_card_code: name, card_id: name, job_id: name },
    }),
  )

async function ask(event: APIGatewayProxyEventV2, upstream: Upstream) {
  Object.assign(held.routes, compose(upstream))
  const { statusCode, headers, body } = Object(await handler(event, context))
  expect(headers['content-type']).toBe(statusCode === 200 ? 'application/json' : 'application/problem+json')
  return { status: Number(statusCode), text: `${JSON.stringify(headers)}${body}`, body: JSON.parse(body) }
}

const signed: Upstream = ({ body, now }) => ({
  status: 200,
  headers: signedHeaders(body, now),
  body: Buffer.from(body),
})

test('whatever is asked, a sound WeChat Pay behind it: an answer, and never a 5xx', async () => {
  expect(
    (
      await ask(
        eventOf(POST, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(REQUEST) }),
        signed,
      )
    ).status,
  ).toBe(200)
  await fc.assert(
    fc.asyncProperty(events, async event => {
      const { status, body } = await ask(event, signed)
      expect(status).toBeLessThan(500)
      if (status >= 400) expect(body).toMatchObject({ status, code: expect.stringMatching(/^[a-z0-9_]+$/) })
    }),
    { numRuns: runs(300) },
  )
})

const answers = fc.record({
  status: fc.constantFrom(200, 200, 202, 204, 302, 400, 401, 404, 429, 500, 502),
  spoil: fc.constantFrom('body', 'signature', 'timestamp', 'serial', 'nonce', 'all'),
  odd: oddTexts,
  body: mutated({
    ...STATE,
    code: 'INVALID_REQUEST',
    message: UNVERIFIED,
    detail: { issue: UNVERIFIED, value: UNVERIFIED },
  }),
})

test('whatever WeChat Pay seems to answer, unverified: nothing of it in the answer, and no card', async () => {
  const asked = eventOf(POST, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(REQUEST) })
  const read = eventOf('GET /user-cards/{user_card_code}', { path: { user_card_code: '1' }, query: String(query) })
  await fc.assert(
    fc.asyncProperty(answers, fc.constantFrom(asked, read), async ({ status, spoil, odd, body }, event) => {
      const { status: told, text } = await ask(event, sound => {
        const genuine = { ...JSON.parse(sound.body), level: UNVERIFIED }
        const said = status === 200 ? JSON.stringify(genuine) : (JSON.stringify(body) ?? '')
        const headers: Record<string, string> = signedHeaders(sound.body, sound.now)
        if (spoil === 'all') for (const name of Object.keys(headers)) delete headers[name]
        else if (spoil !== 'body') headers[`wechatpay-${spoil}`] = odd
        return { status, headers, body: Buffer.from(said) }
      })
      expect(told).toBeGreaterThanOrEqual(400)
      expect(text).not.toContain(UNVERIFIED)
    }),
    { numRuns: runs(150) },
  )
})
