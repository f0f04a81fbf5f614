import { beforeEach, describe, expect, test } from 'vitest'
import { createPostImport, type PostImportPorts } from '../../functions/api/post-import.ts'
import { route } from '../../functions/api/route.ts'
import type { Attempt, Bounds, Result } from '../../functions/import/attempt.ts'
import { memberKey } from '../../functions/import/member-key.ts'
import type { ImportRequest } from '../../functions/member/import-request.ts'
import type { Ending, Reply } from '../../functions/ports.ts'
import { CARD, credentialsOf, eventOf, NOW, REQUEST, wholeOf } from './requests.ts'

const KEY = 'POST /user-cards/import-by-openid'
const CIPHERTEXT = `${'A'.repeat(342)}==`
const ENCRYPTED: ImportRequest = { ...REQUEST, phone_number: CIPHERTEXT, user_information: {} }

let result: Result
let asked: { attempt: Attempt; bounds: Bounds }[]
let logged: string[]
let ports: PostImportPorts

beforeEach(() => {
  result = ended({ state: 'imported', attempts: 1 }, { kind: 'card', card: CARD, requestId: 'R-0' })
  asked = []
  logged = []
  const write = (event: string, facts = {}) => void logged.push(JSON.stringify([event, facts]))
  ports = {
    clock: { now: () => NOW, sleep: async () => {} },
    credentials: credentialsOf(),
    importMember: async (attempt, bounds) => {
      asked.push({ attempt, bounds })
      return result
    },
    cards: { reveal: async card => ({ card: { ...card, phone_number: '13900001234' }, plain: true }) },
    sealer: { seal: async request => ({ request, serial: 'PUB_KEY_ID_9' }) },
    handOver: undefined,
    log: { info: write, warn: write },
  }
})

const ended = (ending: Ending, reply: Reply): Result => ({ kind: 'ended', ending, reply })
const JSON_TYPE = { 'content-type': 'application/json' }

async function post(body: unknown, headers: Record<string, string> = JSON_TYPE, isBase64Encoded = false) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const event = eventOf(KEY, { headers, body: text, isBase64Encoded })
  return await route({ [KEY]: createPostImport(ports) }, event, 27_000)
}

describe('200', () => {
  test.each(['imported', 'already_member'] as const)('%s: the card with its personal fields plain', async state => {
    result = ended({ state, attempts: 1 }, { kind: 'card', card: CARD, requestId: 'R-0' })
    expect(await post(REQUEST)).toEqual({
      status: 200,
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'import-outcome': state,
        'personal-fields': 'plain',
        'request-id': 'R-0',
      },
      body: { ...CARD, phone_number: '13900001234' },
    })
  })

  test('says so where the personal fields could not be decrypted', async () => {
    ports.cards = { reveal: async card => ({ card, plain: false }) }
    const answer = await post(REQUEST)
    expect(answer).toMatchObject({ status: 200, headers: { 'personal-fields': 'encrypted' }, body: CARD })
  })

  test('has no Request-ID where WeChat Pay gave none', async () => {
    result = ended({ state: 'imported', attempts: 1 }, { kind: 'card', card: CARD })
    expect((await post(REQUEST)).headers).not.toHaveProperty('request-id')
  })
})

describe('the import that is asked for', () => {
  test('is bounded as somebody waits for it', async () => {
    await post(REQUEST)
    expect(asked).toEqual([
      {
        attempt: {
          key: memberKey('1004', REQUEST.card_id, REQUEST.openid),
          brandId: '1004',
          request: REQUEST,
        },
        bounds: { deadline: NOW + 24_000, permitMs: 1_500, queryMs: 5_000, stay: 'settling' },
      },
    ])
  })

  test('ends with the invocation where that is sooner', async () => {
    const event = eventOf(KEY, { headers: JSON_TYPE, body: JSON.stringify(REQUEST) })
    await route({ [KEY]: createPostImport(ports) }, event, 9_000)
    expect(asked[0]?.bounds.deadline).toBe(NOW + 9_000)
  })

  test('is of the credential’s own brand under a brand credential', async () => {
    ports.credentials = credentialsOf({ brandId: '2008' })
    const { brand_id: _, ...request } = REQUEST
    await post(request)
    expect(asked[0]?.attempt).toMatchObject({
      brandId: '2008',
      key: memberKey('2008', REQUEST.card_id, REQUEST.openid),
    })
  })

  test.each(['wechatpay-serial', 'Wechatpay-Serial', 'WECHATPAY-SERIAL'])(
    'is pre-encrypted where %s came with it',
    async header => {
      expect((await post(ENCRYPTED, { ...JSON_TYPE, [header]: 'PUB_KEY_ID_0114' })).status).toBe(200)
      expect(asked[0]?.attempt).toMatchObject({ serial: 'PUB_KEY_ID_0114', request: ENCRYPTED })
    },
  )

  test('may come in base64, as API Gateway hands on what it does not know for text', async () => {
    const body = Buffer.from(JSON.stringify(REQUEST)).toString('base64')
    expect((await post(body, JSON_TYPE, true)).status).toBe(200)
    expect(asked[0]?.attempt.request).toEqual(REQUEST)
  })
})

test('a body that cannot be read is refused before anything else', async () => {
  ports.credentials = credentialsOf({ usable: false })
  expect((await post('{')).status).toBe(400)
  expect((await post('{', {})).status).toBe(415)
})

describe('400', () => {
  test.each([
    [[], 'wrong_type'],
    [{ ...REQUEST, level: null }, 'null_value'],
    [{ ...REQUEST, colour: '#FFFFFF' }, 'unknown_field'],
  ])('for a wrong shape: %#', async (body, code) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(wholeOf(await post(body))).toContain(code)
  })

  test.each([
    '',
    'PUB_KEY_ID_',
    'PUB_KEY_ID_1,PUB_KEY_ID_2',
    '{"a":1}',
    '478515832665478515832665478515832665478515832665',
  ])('for a Wechatpay-Serial that can be none: %j', async serial => {
    expect(await post(ENCRYPTED, { ...JSON_TYPE, 'wechatpay-serial': serial })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: 'Wechatpay-Serial', code: 'wechatpay_serial_malformed' }] },
    })
    expect(asked).toEqual([])
  })
})

test('503 with a secret that cannot be used, before any call', async () => {
  ports.credentials = credentialsOf({ usable: false })
  expect(await post(REQUEST)).toMatchObject({ status: 503, body: { code: 'credential_broken' } })
  expect(asked).toEqual([])
})

describe('422', () => {
  test('for every fault of the request at once, before a call is spent', async () => {
    const answer = await post({ ...REQUEST, user_card_code: '卡', pickup_time: 'yesterday', level: '12345678901' })
    expect(answer).toMatchObject({
      status: 422,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
      body: {
        type: 'about:blank',
        title: 'Unprocessable Content',
        status: 422,
        code: 'invalid_request',
        detail: 'The import request has 3 faults.',
      },
    })
    for (const pointer of ['/user_card_code', '/pickup_time', '/level']) expect(wholeOf(answer)).toContain(pointer)
    expect(asked).toEqual([])
  })

  test('for a body plain where its header says encrypted', async () => {
    const answer = await post(REQUEST, { ...JSON_TYPE, 'wechatpay-serial': 'PUB_KEY_ID_1' })
    expect(answer.status).toBe(422)
    expect(wholeOf(answer)).toContain('ciphertext_malformed')
    expect(wholeOf(answer)).not.toContain('13900001234')
  })

  test('for another brand than the credential’s', async () => {
    ports.credentials = credentialsOf({ brandId: '2008' })
    expect(await post(REQUEST)).toMatchObject({ status: 422, body: { errors: [{ code: 'other_brand' }] } })
  })

  test('for a member that WeChat Pay refuses: our code, our sentence, the field, its words masked', async () => {
    result = ended(
      { state: 'rejected', code: 'openid_invalid', requestId: 'R-268578532', attempts: 1 },
      {
        kind: 'refused',
        code: 'openid_invalid',
        requestId: 'R-268578532',
        said: { message: 'OpenID 无效', issue: '欧阳小明 13900001234' },
      },
    )
    const answer = await post(REQUEST)
    expect(answer).toMatchObject({
      status: 422,
      headers: { 'request-id': 'R-268578532' },
      body: {
        code: 'openid_invalid',
        request_id: 'R-268578532',
        errors: [{ pointer: '/openid', code: 'openid_invalid' }],
        detail:
          'WeChat Pay does not know this openid. Check the openid: it must be the one under the AppID of the card template. WeChat Pay says: OpenID 无效 (*** ***)',
      },
    })
  })

  test('keeps WeChat Pay’s words back where the request came encrypted: nobody here knows what to mask', async () => {
    result = ended(
      { state: 'rejected', code: 'unrecognised_refusal', attempts: 1 },
      { kind: 'refused', code: 'unrecognised_refusal', said: { message: '欧阳小明 13900001234' } },
    )
    const answer = await post(ENCRYPTED, { ...JSON_TYPE, 'wechatpay-serial': 'PUB_KEY_ID_1' })
    expect(answer).toMatchObject({ status: 422, body: { code: 'unrecognised_refusal' } })
    expect(wholeOf(answer)).not.toMatch(/says|欧阳|1390/)
  })
})

test.each<[string, Result]>([
  ['an end before', { kind: 'ended_before' }],
  ['an import without its card', ended({ state: 'imported', attempts: 1 }, { kind: 'absent' })],
])('500 for what cannot be: %s', async (_, impossible) => {
  result = impossible
  expect(await post(REQUEST)).toMatchObject({ status: 500, body: { code: 'internal' } })
})

test('the log tells state, code and Request-ID, and nobody’s data', async () => {
  await post(REQUEST)
  result = ended({ state: 'rejected', code: 'code_taken', attempts: 1 }, { kind: 'absent', requestId: 'R-1' })
  await post(REQUEST)
  expect(logged).toEqual([
    '["member_ended",{"state":"imported","request_id":"R-0"}]',
    '["member_ended",{"state":"rejected","code":"code_taken","request_id":"R-1"}]',
  ])
})
