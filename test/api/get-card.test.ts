import { beforeEach, describe, expect, test } from 'vitest'
import { createGetCard, type GetCardPorts } from '../../functions/api/get-card.ts'
import { route } from '../../functions/api/route.ts'
import { memberKey } from '../../functions/import/member-key.ts'
import type { ReadResult } from '../../functions/import/read-card.ts'
import type { Scope } from '../../functions/member/halt-scope.ts'
import type { Call, Reply } from '../../functions/ports.ts'
import { CARD, credentialsOf, eventOf, HALT, NOW, REQUEST, wholeOf } from './requests.ts'

const CARD_KEY = 'GET /user-cards/{user_card_code}'
const TEMPLATE_KEY = 'GET /cards/{card_id}'
const QUERY = `brand_id=1004&card_id=${REQUEST.card_id}&openid=${REQUEST.openid}`

let result: ReadResult
let asked: { call: Call; key: string; scopes: readonly Scope[] }[]
let ports: GetCardPorts

beforeEach(() => {
  result = replied({ kind: 'card', card: CARD, requestId: 'R-0' })
  asked = []
  ports = {
    clock: { now: () => NOW, sleep: async () => {} },
    credentials: credentialsOf(),
    readCard: async (call, key, scopes) => {
      asked.push({ call, key, scopes })
      return result
    },
    cards: { reveal: async card => ({ card: { ...card, phone_number: '13900001234' }, plain: true }) },
  }
})

const replied = (reply: Reply): ReadResult => ({ kind: 'replied', reply })

async function get(routeKey: string, path: Record<string, string>, query: string) {
  const { userCard, template } = createGetCard(ports)
  return await route({ [CARD_KEY]: userCard, [TEMPLATE_KEY]: template }, eventOf(routeKey, { path, query }), 27_000)
}

const getCard = (code: string = REQUEST.user_card_code, query = QUERY) => get(CARD_KEY, { user_card_code: code }, query)
const getTemplate = (id = REQUEST.card_id, query = 'brand_id=1004') => get(TEMPLATE_KEY, { card_id: id }, query)

describe('a card', () => {
  test('is asked for by its names, and answered with its personal fields plain', async () => {
    expect(await getCard()).toEqual({
      status: 200,
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'personal-fields': 'plain',
        'request-id': 'R-0',
      },
      body: { ...CARD, phone_number: '13900001234' },
    })
    const { card_id: cardId, openid, user_card_code: userCardCode } = REQUEST
    expect(asked).toEqual([
      {
        call: { name: 'query', brandId: '1004', cardId, openid, userCardCode },
        key: memberKey('1004', cardId, openid),
        scopes: ['credential', 'brand#1004', `template#${cardId}`],
      },
    ])
  })

  test('says so where its personal fields could not be decrypted', async () => {
    ports.cards = { reveal: async card => ({ card, plain: false }) }
    expect(await getCard()).toMatchObject({ headers: { 'personal-fields': 'encrypted' }, body: CARD })
  })

  test.each(['a b', 'a%41', 'a+b', '#1', '50%', 'a=b&c', "it's!*()", '...', '~'])(
    'may have any half-width code; API Gateway has decoded the path already: %j',
    async code => {
      expect((await getCard(code)).status).toBe(200)
      expect(asked[0]?.call).toMatchObject({ userCardCode: code })
    },
  )

  test('takes names percent-encoded in the query', async () => {
    await getCard('1', `brand_id=%31004&card_id=a%2Cb&openid=o%25`)
    expect(asked[0]?.call).toMatchObject({ brandId: '1004', cardId: 'a,b', openid: 'o%' })
  })

  test('is of the credential’s own brand under a brand credential, named or not', async () => {
    ports.credentials = credentialsOf({ brandId: '2008' })
    const names = `card_id=${REQUEST.card_id}&openid=${REQUEST.openid}`
    expect((await getCard('1', names)).status).toBe(200)
    expect((await getCard('1', `${names}&brand_id=2008`)).status).toBe(200)
    expect(asked.map(({ call }) => 'brandId' in call && call.brandId)).toEqual(['2008', '2008'])
    expect(await getCard('1', `${names}&brand_id=1004`)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: 'brand_id', code: 'other_brand' }] },
    })
  })
})

describe('a template', () => {
  test('is answered as WeChat Pay shows it', async () => {
    result = replied({ kind: 'template', template: { card_id: REQUEST.card_id, code_mode: 'X' }, requestId: 'R-0' })
    const answer = await getTemplate()
    expect(answer).toMatchObject({ status: 200, headers: { 'request-id': 'R-0' }, body: { code_mode: 'X' } })
    expect(answer.headers).not.toHaveProperty('personal-fields')
    expect(asked).toEqual([
      {
        call: { name: 'template', brandId: '1004', cardId: REQUEST.card_id },
        key: `template#${REQUEST.card_id}`,
        scopes: ['credential', 'brand#1004'],
      },
    ])
  })
})

describe('422, before any call', () => {
  test('tells every parameter that is missing', async () => {
    expect(await getCard('1', '')).toMatchObject({
      status: 422,
      body: {
        code: 'invalid_request',
        errors: [
          { pointer: 'brand_id', code: 'missing' },
          { pointer: 'card_id', code: 'missing' },
          { pointer: 'openid', code: 'missing' },
        ],
      },
    })
    expect(await getTemplate('1', '')).toMatchObject({ status: 422, body: { errors: [{ pointer: 'brand_id' }] } })
    expect(asked).toEqual([])
  })

  test.each([
    ['card_id=', 'card_id', 'malformed'],
    ['card_id=a+b', 'card_id', 'malformed'],
    ['card_id=%E5%8D%A1', 'card_id', 'malformed'],
    [`card_id=${'c'.repeat(33)}`, 'card_id', 'malformed'],
    ['card_id=a&card_id=b', 'card_id', 'repeated'],
    ['card_id=a&card_id=a', 'card_id', 'repeated'],
  ])('%s: %s %s', async (query, pointer, code) => {
    const answer = await getCard('1', `brand_id=1004&openid=o&${query}`)
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } })
    expect(asked).toEqual([])
  })

  test.each(['.', '..', '卡', 'a\nb', 'c'.repeat(33), ''])(
    'a code that no card can be asked for by: %j',
    async code => {
      expect(await getCard(code)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: 'user_card_code', code: 'malformed' }] },
      })
      expect(asked).toEqual([])
    },
  )

  test.each(['.', '..', ''])('a template that cannot be asked for by its id: %j', async id => {
    expect(await getTemplate(id)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: 'card_id', code: 'malformed' }] },
    })
    expect(asked).toEqual([])
  })

  test('never repeats what was given', async () => {
    expect(wholeOf(await getCard('欧阳', 'brand_id=小明&card_id=13900001234%20&openid=%20'))).not.toMatch(
      /欧阳|小明|1390/,
    )
  })
})

describe('what WeChat Pay has to say', () => {
  test.each<[Reply, number, string, string | undefined]>([
    [{ kind: 'absent' }, 404, 'card_unknown', undefined],
    [{ kind: 'halt', scope: 'template', reason: 'template_invalid' }, 404, 'template_unknown', undefined],
    [{ kind: 'halt', scope: 'brand', reason: 'brand_not_authorised' }, 503, 'brand_not_authorised', '60'],
    [{ kind: 'refused', code: 'openid_invalid' }, 422, 'openid_invalid', undefined],
    [{ kind: 'rate_limited' }, 429, 'rate_limited', '1'],
    [{ kind: 'unavailable', mayHaveWorked: false }, 503, 'unavailable', '1'],
    [{ kind: 'unsigned' }, 503, 'unavailable', '1'],
    [{ kind: 'unclear', why: 'timeout' }, 503, 'unavailable', '1'],
    [{ kind: 'unclear', why: 'connection_lost' }, 503, 'unavailable', '1'],
    [{ kind: 'unclear', why: 'server_error' }, 503, 'unavailable', '1'],
    [{ kind: 'unclear', why: 'unverified' }, 502, 'untrusted_answer', undefined],
    [{ kind: 'unclear', why: 'unverified', probe: true }, 502, 'untrusted_answer', undefined],
    [{ kind: 'unclear', why: 'not_this_card' }, 502, 'untrusted_answer', undefined],
    [{ kind: 'accepted' }, 502, 'untrusted_answer', undefined],
    [{ kind: 'cards', cards: [], total: 0 }, 502, 'untrusted_answer', undefined],
  ])('%j: %d %s', async (reply, status, code, retryAfter) => {
    result = replied({ ...reply, requestId: 'R-1', said: { message: '欧阳小明' } })
    const answer = await getCard()
    expect(answer).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json', 'request-id': 'R-1' },
      body: { type: 'about:blank', status, code, request_id: 'R-1' },
    })
    expect(answer.headers['retry-after']).toBe(retryAfter)
    expect(wholeOf(answer)).not.toContain('欧阳')
  })

  test('404 for a template that is not there', async () => {
    result = replied({ kind: 'absent' })
    expect(await getTemplate()).toMatchObject({ status: 404, body: { code: 'template_unknown' } })
  })

  test('502 for a card in answer to a template', async () => {
    expect(await getTemplate()).toMatchObject({ status: 502 })
  })
})

describe('no call', () => {
  test('429 without a permit in time, with when to come back', async () => {
    result = { kind: 'no_permit', notBefore: NOW + 1_501, down: false }
    expect(await getCard()).toMatchObject({ status: 429, headers: { 'retry-after': '2' }, body: { code: 'no_permit' } })
  })

  test('503 while only probing calls are made, with when to come back', async () => {
    result = { kind: 'no_permit', notBefore: NOW + 4_200, down: true }
    for (const answer of [await getCard(), await getTemplate()]) {
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { code: 'unavailable' } })
    }
  })

  test('503 under a halt', async () => {
    result = { kind: 'halted', halt: HALT }
    expect(await getTemplate()).toMatchObject({ status: 503, body: { code: 'signature_refused' } })
  })

  test('503 with a secret that cannot be used', async () => {
    ports.credentials = credentialsOf({ usable: false })
    for (const answer of [await getCard(), await getTemplate()]) {
      expect(answer).toMatchObject({
        status: 503,
        headers: { 'retry-after': '60' },
        body: { code: 'credential_broken' },
      })
    }
    expect(asked).toEqual([])
  })
})
