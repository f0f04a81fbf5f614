import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readAuthorization } from '../../../infra/local/wechatpay/read-authorization.ts'
import { CARD_ID, type Call, PARTNER, START_MS, startWithClock, writeAuthorization } from './client.ts'

let here: Awaited<ReturnType<typeof startWithClock>>
beforeAll(async () => {
  here = await startWithClock()
})
beforeEach(() => here.control('POST', 'reset'))
afterAll(() => here.simulator.close())

const TEMPLATE = `${PARTNER}/cards/${CARD_ID}?brand_id=1004`
const seconds = START_MS / 1000

describe('an Authorization header', () => {
  it('is good with its five parameters in any order', async () => {
    const reply = await here.partner.send({
      path: TEMPLATE,
      authorization: ({ scheme, identity, nonce, timestamp, serial, signature }) =>
        `${scheme} signature="${signature}",serial_no="${serial}",timestamp="${timestamp}",nonce_str="${nonce}",${identity}`,
    })
    expect(reply.status).toBe(200)
  })

  it.each([-300, 300])('is good %i s away', async skew => {
    expect((await here.partner.send({ path: TEMPLATE, seconds: seconds + skew })).status).toBe(200)
  })

  it.each<[string, Partial<Call>, RegExp]>([
    ['is missing', { headers: { Authorization: undefined } }, /missing/],
    ['has two spaces', { authorization: parts => writeAuthorization(parts).replace(' ', '  ') }, /malformed/],
    [
      'has a space between parameters',
      { authorization: parts => writeAuthorization(parts).replaceAll(',', ', ') },
      /malformed/,
    ],
    ['lacks quotes', { authorization: parts => writeAuthorization(parts).replaceAll('"', '') }, /malformed/],
    ['has single quotes', { authorization: parts => writeAuthorization(parts).replaceAll('"', "'") }, /malformed/],
    ['ends in a comma', { authorization: parts => `${writeAuthorization(parts)},` }, /malformed/],
    ['has a parameter twice', { authorization: parts => `${writeAuthorization(parts)},nonce_str="x"` }, /malformed/],
    ['has a sixth parameter', { authorization: parts => `${writeAuthorization(parts)},x="y"` }, /five/],
    [
      'lacks a parameter',
      { authorization: parts => writeAuthorization(parts).replace(/,serial_no="[^"]*"/, '') },
      /missing/,
    ],
    [
      'has the scheme of the other variant',
      { authorization: parts => writeAuthorization({ ...parts, scheme: 'WECHATPAY-BRAND-SHA256-RSA2048' }) },
      /scheme/,
    ],
    [
      'has the scheme in lower case',
      { authorization: parts => writeAuthorization({ ...parts, scheme: parts.scheme.toLowerCase() }) },
      /scheme/,
    ],
    [
      'has the identity of the other variant',
      { authorization: parts => writeAuthorization({ ...parts, identity: 'brand_id="1004"' }) },
      /missing/,
    ],
    [
      'names another merchant',
      { authorization: parts => writeAuthorization({ ...parts, identity: 'mchid="1900000002"' }) },
      /mchid/,
    ],
    [
      'names another serial',
      { authorization: parts => writeAuthorization({ ...parts, serial: 'A'.repeat(40) }) },
      /serial/,
    ],
    ['is older than 300 s', { seconds: seconds - 301 }, /expired/],
    ['is more than 300 s ahead', { seconds: seconds + 301 }, /expired/],
    ['counts milliseconds', { seconds: START_MS }, /seconds/],
    ['signs another body', { signedBody: ' ' }, /not match/],
    [
      'has white space in the signature',
      { authorization: parts => writeAuthorization({ ...parts, signature: `${parts.signature} ` }) },
      /not match/,
    ],
    [
      'signs another nonce',
      { authorization: parts => writeAuthorization({ ...parts, nonce: `${parts.nonce}0` }) },
      /not match/,
    ],
  ])('is refused when it %s', async (_, change, issue) => {
    const reply = await here.partner.send({ path: TEMPLATE, ...change })
    expect(reply.status).toBe(401)
    expect(JSON.parse(reply.text)).toMatchObject({
      code: 'SIGN_ERROR',
      detail: {
        field: 'signature',
        location: 'authorization',
        detail: { issue: expect.stringMatching(issue) },
        sign_information: { method: 'GET', url: TEMPLATE },
      },
    })
    expect(here.partner.isVerified(reply)).toBe(true)
  })

  it('is refused with a nonce used before, but a failed one does not use it up', async () => {
    const once = { path: TEMPLATE, nonce: 'the-same-nonce' }
    expect((await here.partner.send({ ...once, signedBody: 'x' })).status).toBe(401)
    expect((await here.partner.send(once)).status).toBe(200)
    expect((await here.partner.send(once)).status).toBe(401)
  })

  it('covers the path as it was sent, not as it decodes', async () => {
    const path = `${PARTNER}/user-cards/a%2Db?brand_id=1004&card_id=${CARD_ID}&openid=o`
    expect((await here.partner.send({ path })).status).toBe(404)
    const signed = path.replace('%2D', '-')
    const elsewhere = await here.partner.send({ path: signed, authorization: parts => writeAuthorization(parts) })
    expect(elsewhere.status).toBe(404)
    const [authorization] = await captureAuthorization(signed)
    expect((await here.partner.send({ path, authorization: () => authorization ?? '' })).status).toBe(401)
  })

  it('of one variant is not good on the path of the other', async () => {
    expect((await here.brand.send({ path: TEMPLATE })).status).toBe(401)
    expect((await here.partner.send({ path: `/brand/card-member/cards/${CARD_ID}` })).status).toBe(401)
  })
})

describe('reading an Authorization header', () => {
  it('splits scheme and parameters', () => {
    const read = readAuthorization('S a="1",b="x=,y"')
    expect(read?.scheme).toBe('S')
    expect([...(read?.parameters ?? [])]).toEqual([
      ['a', '1'],
      ['b', 'x=,y'],
    ])
  })
})

async function captureAuthorization(path: string): Promise<string[]> {
  const captured: string[] = []
  await here.partner.send({
    path,
    authorization: parts => {
      captured.push(writeAuthorization(parts))
      return 'withheld'
    },
  })
  return captured
}
