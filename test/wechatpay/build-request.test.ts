import { describe, expect, test } from 'vitest'
import type { Call } from '../../functions/ports.ts'
import { buildRequest } from '../../functions/wechatpay/build-request.ts'
import { brand, KEY_ID, partner, REQUEST } from './fixtures.ts'

const query = (userCardCode: string): Call => ({
  name: 'query',
  brandId: '1004',
  cardId: 'pbLatj-_1',
  openid: 'obLatj=&?',
  userCardCode,
})

describe('import by openid', () => {
  test('partner: path, every field as received, personal fields encrypted', () => {
    const { method, path, body } = buildRequest({ name: 'import', request: REQUEST }, partner())
    const sent = JSON.parse(String(body))
    expect([method, path]).toEqual(['POST', '/v3/brand/partner/card-member/user-cards/import-by-openid'])
    expect(Object.keys(sent)).toEqual(Object.keys(REQUEST))
    expect(sent.phone_number).toHaveLength(344)
    expect({ ...sent, phone_number: '', user_information: '' }).toEqual({
      ...REQUEST,
      phone_number: '',
      user_information: '',
    })
  })

  test('brand: own path, no brand_id', () => {
    const { path, body } = buildRequest({ name: 'import', request: REQUEST }, brand())
    expect(path).toBe('/brand/card-member/user-cards/import-by-openid')
    expect(Object.keys(JSON.parse(String(body)))).toEqual(Object.keys(REQUEST).filter(name => name !== 'brand_id'))
  })

  test('what came encrypted passes untouched', () => {
    const { body } = buildRequest({ name: 'import', request: REQUEST, serial: KEY_ID }, partner())
    expect(String(body)).toBe(JSON.stringify(REQUEST))
  })

  test('the spelling of the validity object is kept', () => {
    const { date_information, ...rest } = REQUEST
    const request = { ...rest, valid_date_information: { type: 'PERMANENT' as const } }
    const { body } = buildRequest({ name: 'import', request }, partner())
    expect(JSON.parse(String(body))).toMatchObject({ valid_date_information: { type: 'PERMANENT' } })
    expect(String(body)).not.toContain('"date_information"')
  })
})

describe('query one user card', () => {
  test('partner', () => {
    expect(buildRequest(query('478515832665'), partner())).toEqual({
      method: 'GET',
      path: '/v3/brand/partner/card-member/user-cards/478515832665?brand_id=1004&card_id=pbLatj-_1&openid=obLatj%3D%26%3F',
      body: undefined,
    })
  })

  test('brand', () => {
    expect(buildRequest(query('478515832665'), brand()).path).toBe(
      '/brand/card-member/user-cards/478515832665?card_id=pbLatj-_1&openid=obLatj%3D%26%3F',
    )
  })

  test('every half-width character of a code survives the path', () => {
    const code = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~aZ09'
    const { path } = buildRequest(query(code), brand())
    expect(path).toMatch(/^\/brand\/card-member\/user-cards\/[A-Za-z0-9\-._~%]+\?card_id=/)
    const url = new URL(path, 'https://host')
    expect(url.pathname + url.search).toBe(path)
    expect(decodeURIComponent(url.pathname.split('/')[4] ?? '')).toBe(code)
    expect(path).toContain('%27%28%29%2A')
  })

  test.each(['.', '..'])('the code %s is not put into a path', code => {
    expect(() => buildRequest(query(code), partner())).toThrow(new RangeError('a dot segment cannot stand in a path'))
  })
})

test("list a user's cards, twenty a page", () => {
  const call: Call = { name: 'list', brandId: '1004', openid: 'o/1', offset: 40 }
  expect(buildRequest(call, partner())).toEqual({
    method: 'GET',
    path: '/v3/brand/partner/card-member/user-cards?brand_id=1004&openid=o%2F1&offset=40&limit=20',
    body: undefined,
  })
  expect(buildRequest(call, brand()).path).toBe('/brand/card-member/user-cards?openid=o%2F1&offset=40&limit=20')
})

test('query a template', () => {
  const call: Call = { name: 'template', brandId: '1004', cardId: 'p/1' }
  expect(buildRequest(call, partner())).toEqual({
    method: 'GET',
    path: '/v3/brand/partner/card-member/cards/p%2F1?brand_id=1004',
    body: undefined,
  })
  expect(buildRequest(call, brand()).path).toBe('/brand/card-member/cards/p%2F1')
})

describe.each<Call>([
  { name: 'list', openid: 'o', offset: 0 },
  { name: 'template', cardId: 'c' },
  { name: 'query', cardId: 'c', openid: 'o', userCardCode: '1' },
])('without a brand', call => {
  test(`a partner cannot call ${call.name}`, () => {
    const error = new TypeError('a partner credential calls for a brandId')
    expect(() => buildRequest(call, partner())).toThrow(error)
  })

  test(`a brand calls ${call.name} as its own`, () => {
    expect(buildRequest(call, brand()).path).not.toContain('brand_id')
  })
})
