import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Local } from '../../infra/local/start-local.ts'
import { allEnded, callApi, depth, journal, member, postMember, queueJob, until } from './harness.ts'
import { startLocal } from './start-local.ts'

const environment = { WECHATPAY_RATE_PER_SECOND: '80' }
const logs: string[] = []
let local: Local

beforeAll(async () => {
  local = await startLocal({
    simulator: ['--rate', '100'],
    stack: { environment, onLog: line => logs.push(line) },
  })
})
afterAll(() => local.close())

const calledAbout = async (mark: string) =>
  (await journal(local)).map(({ openid }) => openid ?? '').filter(openid => openid.includes(mark))

/** A request that would be imported, were it not for one thing. */
const sound = JSON.stringify(member(1, '-bad-'))
const withFirst = (json: string) => sound.replace('{', `{${json},`)
const NOT_UTF_8 = Buffer.from(JSON.stringify({ ...member(1, '-bad-'), user_information: {}, level: 'é' }), 'latin1')
const BODIES: [what: string, body: string, code: string][] = [
  ['that is blank', ' ', 'not_json'],
  ['that is not JSON', sound.slice(0, -1), 'not_json'],
  ['of over 256 KiB', withFirst(`"level":"${'x'.repeat(262_144)}"`), 'body_too_large'],
  ['nested 10,000 deep', withFirst(`"level":${'['.repeat(10_000)}${']'.repeat(10_000)}`), 'nested_too_deep'],
  ['with a key __proto__', withFirst('"__proto__":{"level":"x"}'), 'forbidden_key'],
  ['with a key twice', withFirst('"openid":"o-bad-other"'), 'duplicate_key'],
  ['that is a list', `[${sound}]`, 'wrong_type'],
  ['that is null', 'null', 'null_value'],
  ['with an unknown field', withFirst('"greeting":"hello"'), 'unknown_field'],
]
const STATUS = new Map([['body_too_large', 413]])

describe('the API refuses before it calls', () => {
  afterEach(async () => expect(await calledAbout('-bad-')).toEqual([]))

  test.each(BODIES)('a body %s', async (_what, body, code) => {
    const response = await postMember(local, body)
    expect(response.status).toBe(STATUS.get(code) ?? 400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ status: response.status, errors: [{ code }] })
  })

  test('a body that is not UTF-8', async () => {
    const response = await callApi(local, '/user-cards/import-by-openid', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: NOT_UTF_8,
    })
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'not_utf8' }])
  })

  test('every fault of a request at once', async () => {
    const response = await postMember(local, {
      ...member(1, '-bad-'),
      phone_number: '9'.repeat(215),
      level: 'x'.repeat(11),
      openid: 5,
    })
    expect(response.status).toBe(400)
    const errors = ['/openid', '/level', '/phone_number'].map(pointer => ({ pointer }))
    expect(await response.json()).toMatchObject({ errors })
  })

  // The gateway hands the last two on in base64.
  test.each(['text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded'])(
    'JSON that is called %s',
    async type => {
      const response = await postMember(local, sound, { 'content-type': type })
      expect([response.status, await response.json()]).toMatchObject([415, { code: 'content_type' }])
    },
  )

  test.each(['PUT', 'DELETE', 'PATCH'])('%s', async method => {
    const response = await callApi(local, '/user-cards/import-by-openid', { method })
    expect([response.status, await response.json()]).toMatchObject([405, { code: 'method_not_allowed' }])
    expect(response.headers.get('allow')).toContain('POST')
  })

  test.each(['/', '/user-cards', '/user-cards/import-by-phone/now'])('the unknown route %s', async path => {
    const response = await callApi(local, path, { method: 'POST', body: sound })
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'route_unknown' }])
  })
})

describe('the queue refuses the poisoned message alone', () => {
  afterEach(async () => {
    expect(await calledAbout('-bad-')).toEqual([])
    await until(async () => ((await depth(local, local.stack.queueUrl)) === 0 ? true : undefined))
  })

  test('of a job: its row is rejected, the others are imported', async () => {
    const poisoned = BODIES.map(([, body]) => body)
    await queueJob(local, 'poisoned', [member(1, '-good-'), ...poisoned, member(2, '-good-')])
    const rows = await allEnded(local, 'poisoned', BODIES.length + 2)
    expect(rows.map(({ state, code }) => [state, code])).toEqual([
      ['imported', ''],
      ...BODIES.map(([, , code]) => ['rejected', code]),
      ['imported', ''],
    ])
    expect(await depth(local, local.stack.deadLetterQueueUrl)).toBe(0)
  })

  test('without a row: a line in the log and a dead letter', async () => {
    const buried = await depth(local, local.stack.deadLetterQueueUrl)
    const messages: [body: string, attributes: Record<string, string>][] = [
      ...BODIES.map(([, body]): [string, Record<string, string>] => [body, {}]),
      [sound, { job_id: 'half' }],
      [sound, { row: '1' }],
      [sound, { job_id: 'no spaces', row: '1' }],
      [sound, { job_id: 'half', row: '0' }],
    ]
    for (const [body, attributes] of [...messages, [JSON.stringify(member(3, '-good-')), {}] as const]) {
      await send(body, attributes)
    }
    await until(async () => ((await depth(local, local.stack.queueUrl)) === 0 ? true : undefined))
    expect(await calledAbout('-good-')).toContain('o-good-000003')
    expect(await depth(local, local.stack.deadLetterQueueUrl)).toBe(buried + messages.length)
    for (const [, , code] of BODIES) expect(logged('row_ended', code)).not.toEqual([])
    expect(logged('row_ended', 'message_attributes_invalid')).toHaveLength(4)
  })
})

const logged = (...words: string[]) => logs.filter(line => words.every(word => line.includes(`"${word}"`)))

async function send(body: string, attributes: Record<string, string>) {
  const strings = Object.entries(attributes).map(([name, text]) => [name, { DataType: 'String', StringValue: text }])
  await local.sqs.send(
    new SendMessageCommand({
      QueueUrl: local.stack.queueUrl,
      MessageBody: body,
      MessageAttributes: Object.fromEntries(strings),
    }),
  )
}
