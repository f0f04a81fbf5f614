import { beforeEach, describe, expect, test } from 'vitest'
import { createPostImport, type PostImportPorts } from '../../functions/api/post-import.ts'
import { route } from '../../functions/api/route.ts'
import type { Result } from '../../functions/import/attempt.ts'
import type { ImportRequest } from '../../functions/member/import-request.ts'
import { credentialsOf, eventOf, HALT, NOW, REQUEST, wholeOf } from './requests.ts'

const KEY = 'POST /user-cards/import-by-openid'
const CIPHERTEXT = `${'A'.repeat(342)}==`
const ENCRYPTED: ImportRequest = { ...REQUEST, phone_number: CIPHERTEXT, user_information: {} }
const JSON_TYPE = { 'content-type': 'application/json' }

let result: Result
let handedOver: [ImportRequest, string][]
let logged: string[]
let ports: PostImportPorts

beforeEach(() => {
  handedOver = []
  logged = []
  const write = (event: string, facts = {}) => void logged.push(JSON.stringify([event, facts]))
  ports = {
    clock: { now: () => NOW, sleep: async () => {} },
    credentials: credentialsOf(),
    importMember: async () => result,
    cards: { reveal: async card => ({ card, plain: true }) },
    sealer: { seal: async request => ({ request: { ...request, phone_number: CIPHERTEXT }, serial: 'PUB_KEY_ID_9' }) },
    handOver: { settleLater: async (request, serial) => void handedOver.push([request, serial]) },
    log: { info: write, warn: write },
  }
})

async function post(body: ImportRequest, headers: Record<string, string> = JSON_TYPE) {
  const event = eventOf(KEY, { headers, body: JSON.stringify(body) })
  return await route({ [KEY]: createPostImport(ports) }, event, 27_000)
}

type Later = Extract<Result, { kind: 'later' }>
const later = (because: Later['because'], ms: number): Later => ({
  kind: 'later',
  at: NOW + ms,
  because,
})

describe('what is to be tried later', () => {
  test.each([
    ['busy', 1_000, 409, 'busy', '1'],
    ['no_permit', 2_300, 429, 'no_permit', '3'],
    ['rate_limited', 1_000, 429, 'rate_limited', '1'],
    ['unavailable', 0, 503, 'unavailable', '1'],
    ['no_time', -5_000, 503, 'unavailable', '1'],
    ['settling', 5_001, 504, 'outcome_unknown', '6'],
  ] as const)('%s in %d ms: %d %s, Retry-After %s', async (because, ms, status, code, retryAfter) => {
    result = later(because, ms)
    const answer = await post(REQUEST)
    expect(answer).toMatchObject({ status, headers: { 'retry-after': retryAfter }, body: { status, code } })
    expect(handedOver).toHaveLength(status === 504 ? 1 : 0)
  })

  test('504: somebody owes the settling, with the personal fields encrypted', async () => {
    result = later('settling', 1_000)
    await post(REQUEST)
    expect(handedOver).toEqual([[{ ...REQUEST, phone_number: CIPHERTEXT }, 'PUB_KEY_ID_9']])
  })

  test('504: what came encrypted is handed over as it came, under its own serial', async () => {
    result = later('settling', 1_000)
    await post(ENCRYPTED, { ...JSON_TYPE, 'wechatpay-serial': 'PUB_KEY_ID_0114' })
    expect(handedOver).toEqual([[ENCRYPTED, 'PUB_KEY_ID_0114']])
  })

  test.each([
    ['no queue', { handOver: undefined }, 'no_queue_to_settle'],
    [
      'a queue that fails',
      { handOver: { settleLater: () => Promise.reject(new Error('13900001234')) } },
      'hand_over_failed',
    ],
    [
      'a key that fails',
      { sealer: { seal: () => Promise.reject(Object.assign(new Error('13900001234'), { code: 'unreadable' })) } },
      '["hand_over_failed",{"error":"Error","code":"unreadable"}]',
    ],
  ])('504 also with %s, and a line in the log', async (_, broken, event) => {
    result = later('settling', 1_000)
    ports = { ...ports, ...broken }
    const answer = await post(REQUEST)
    expect(answer).toMatchObject({ status: 504, body: { code: 'outcome_unknown' } })
    expect(logged.join()).toContain(event)
    expect(logged.join() + wholeOf(answer)).not.toContain('13900001234')
  })

  test.each([
    ['busy', 409],
    ['no_permit', 429],
    ['rate_limited', 429],
    ['unavailable', 503],
    ['no_time', 503],
    ['settling', 504],
  ] as const)(
    '%s: the Request-ID of WeChat Pay’s last answer goes with the %d, where there was one',
    async (because, status) => {
      result = { ...later(because, 1_000), requestId: 'R-7' }
      const answer = await post(REQUEST)
      expect(answer).toMatchObject({ status, headers: { 'request-id': 'R-7' }, body: { request_id: 'R-7' } })
      result = later(because, 1_000)
      const without = await post(REQUEST)
      expect(without.status).toBe(status)
      expect(without.headers).not.toHaveProperty('request-id')
      expect(without.body).not.toHaveProperty('request_id')
    },
  )
})

describe('under a halt', () => {
  test('that leaves nothing open: 503, with what mends it, and nothing to settle', async () => {
    result = { kind: 'halted', halt: HALT, open: false, requestId: 'R-8' }
    const answer = await post(REQUEST)
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '60', 'request-id': 'R-8' },
      body: { code: 'signature_refused', request_id: 'R-8' },
    })
    expect(wholeOf(answer)).toContain('Check merchant_serial_no')
    expect(handedOver).toEqual([])
  })

  test('met before any call: 503 without a Request-ID', async () => {
    result = { kind: 'halted', halt: HALT }
    const answer = await post(REQUEST)
    expect(answer).toMatchObject({ status: 503, body: { code: 'signature_refused' } })
    expect(answer.headers).not.toHaveProperty('request-id')
    expect(handedOver).toEqual([])
  })

  test('with a sending of unclear outcome: 504 after the hand-over, not a 503 that reads as not done', async () => {
    result = { kind: 'halted', halt: HALT, open: true, requestId: 'R-9' }
    expect(await post(REQUEST)).toMatchObject({
      status: 504,
      headers: { 'retry-after': '60', 'request-id': 'R-9' },
      body: { code: 'outcome_unknown', request_id: 'R-9' },
    })
    expect(handedOver).toEqual([[{ ...REQUEST, phone_number: CIPHERTEXT }, 'PUB_KEY_ID_9']])
  })

  test('the 504 of such a sending waits for the queue to have it', async () => {
    result = { kind: 'halted', halt: HALT, open: true }
    let accept = () => {}
    const accepted = new Promise<void>(resolve => {
      accept = resolve
    })
    let answered = false
    ports.handOver = { settleLater: () => accepted }
    const answer = post(REQUEST).then(given => {
      answered = true
      return given
    })
    await new Promise(resume => setImmediate(resume))
    expect(answered).toBe(false)
    accept()
    expect(await answer).toMatchObject({ status: 504 })
  })
})
