import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BRAND, brandMember, CARD_ID, member, PARTNER, START_MS, startWithClock } from './client.ts'

let here: Awaited<ReturnType<typeof startWithClock>>
beforeAll(async () => {
  here = await startWithClock()
})
beforeEach(async () => {
  here.clock.ms = START_MS
  await here.control('POST', 'reset')
})
afterAll(() => here.simulator.close())

const journal = async () => (await here.control('GET', 'journal')).body.entries

describe('import by openid', () => {
  it('makes an effective card of every field, and gives personal fields back to the merchant alone', async () => {
    const { partner } = here
    const reply = await partner.importMember(
      member({
        card_color: '#FFFF00',
        card_picture_url: 'https://wxpaylogo.qpic.cn/x/0',
        level: '钻石会员',
        phone_number: partner.encrypt('13900000000'),
        user_information: {
          common_field_list: [
            { name: 'USER_FORM_FLAG_SEX', value: partner.encrypt('女') },
            { name: 'USER_FORM_FLAG_NAME', value: partner.encrypt('王芳') },
            { name: 'USER_FORM_FLAG_BIRTHDAY', value: partner.encrypt('2000-02-29') },
            { name: 'USER_FORM_FLAG_ADDRESS', value: partner.encrypt('海'.repeat(71)) },
            { name: 'USER_FORM_FLAG_EMAIL', value: partner.encrypt('fang@example.cn') },
            { name: 'USER_FORM_FLAG_CITY', value: partner.encrypt('广东,深圳') },
          ],
          custom_field_list: [{ name: '喜欢的运动', user_chosen_values: [partner.encrypt('八个字符正好够用')] }],
        },
        valid_date_information: {
          type: 'FIX_TIME_RANGE',
          available_begin_time: '2020-05-20T13:29:35.120+08:00',
          available_end_time: '2030-05-20T13:29:35.120+08:00',
          available_day_after_receive: 200,
        },
      }),
    )
    expect(reply.status).toBe(200)
    expect(partner.isVerified(reply)).toBe(true)
    expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(reply.headers.get('request-id')).toMatch(/^[0-9A-F]{32}-0$/)
    expect(reply.headers.get('wechatpay-signature-type')).toBe('WECHATPAY2-SHA256-RSA2048')
    const card = JSON.parse(reply.text)
    expect(card).toMatchObject({
      user_card_code: 'code-1',
      card_id: CARD_ID,
      openid: 'o-user-1',
      brand_id: '1004',
      card_type: 'NORMAL',
      user_card_state: 'EFFECTIVE',
      card_color: '#FFFF00',
      card_picture_url: 'https://wxpaylogo.qpic.cn/x/0',
      level: '钻石会员',
      pickup_time: '2025-05-20T13:29:35.120+08:00',
      create_time: '2026-01-02T11:04:05.000+08:00',
      modify_time: '2026-01-02T11:04:05.000+08:00',
      valid_date_information: { type: 'FIX_TIME_RANGE', available_day_after_receive: 200 },
    })
    expect(partner.decrypt(card.phone_number)).toBe('13900000000')
    const { common_field_list: common, custom_field_list: custom } = card.user_information
    expect(common.map((field: { value: string }) => partner.decrypt(field.value))).toEqual([
      '女',
      '王芳',
      '2000-02-29',
      '海'.repeat(71),
      'fang@example.cn',
      '广东,深圳',
    ])
    expect(custom[0].user_chosen_values.map(partner.decrypt)).toEqual(['八个字符正好够用'])
    expect(await journal()).toMatchObject([
      {
        call: 'import',
        openid: 'o-user-1',
        user_card_code: 'code-1',
        card_id: CARD_ID,
        received_at_ms: START_MS,
        wechatpay_serial: partner.serial,
        status: 200,
        code: null,
        created: true,
        decrypted: 8,
        delivered: true,
        unclear: false,
        fault: null,
      },
    ])
  })

  it('takes the earlier spelling of the validity object, and answers with the later', async () => {
    const { valid_date_information: validity, ...rest } = member()
    const reply = await here.partner.importMember({ ...rest, date_information: validity })
    expect(JSON.parse(reply.text).valid_date_information).toEqual({ type: 'PERMANENT' })
  })

  it('signs and keys the brand variant apart', async () => {
    const phone_number = here.brand.encrypt('13900000000')
    const reply = await here.brand.importMember(brandMember({ phone_number }))
    expect(reply.status).toBe(200)
    expect(here.brand.isVerified(reply)).toBe(true)
    expect(here.partner.isVerified(reply)).toBe(false)
    expect(reply.headers.get('wechatpay-signature-type')).toBe('WECHATPAY-BRAND-SHA256-RSA2048')
    expect(JSON.parse(reply.text).brand_id).toBe('1004')
    expect(here.brand.decrypt(JSON.parse(reply.text).phone_number)).toBe('13900000000')
  })

  it('lets one of two parallel imports of a user win', async () => {
    const both = await Promise.all([
      here.partner.importMember(member({ phone_number: here.partner.encrypt('1') })),
      here.partner.importMember(member({ phone_number: here.partner.encrypt('1') })),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400])
    expect((await here.control('GET', 'summary')).body).toMatchObject({ cards_created: 1, members_created_twice: 0 })
  })
})

describe('query of one user card', () => {
  const path = (code: string, query: string) => `${PARTNER}/user-cards/${code}?${query}`
  const query = `brand_id=1004&card_id=${CARD_ID}&openid=o-user-1`

  it('finds a card whose code, template and user all agree', async () => {
    await here.partner.importMember(member({ user_card_code: 'a/b?c%' }))
    const reply = await here.partner.send({
      path: path('a%2Fb%3Fc%25', query),
      headers: { 'Wechatpay-Serial': undefined },
    })
    expect(reply.status).toBe(200)
    expect(here.partner.isVerified(reply)).toBe(true)
    expect(JSON.parse(reply.text)).toMatchObject({ user_card_code: 'a/b?c%', user_card_state: 'EFFECTIVE' })
  })

  it.each([
    ['another code', path('code-2', query), 404, '用户会员卡不存在'],
    ['another user', path('code-1', query.replace('user-1', 'user-2')), 404, '用户会员卡不存在'],
    ['another template', path('code-1', query.replace(CARD_ID, 'p-simulator-permanent')), 404, '用户会员卡不存在'],
    ['no such template', path('code-1', query.replace(CARD_ID, 'p-none')), 404, '会员卡模板不存在'],
    ['an unknown openid', path('code-1', query.replace('o-user-1', 'o-invalid-1')), 400, 'OpenID 无效'],
    ['a missing parameter', path('code-1', query.replace('brand_id=1004&', '')), 400, '参数错误'],
    ['an unknown parameter', path('code-1', `${query}&x=1`), 400, '参数错误'],
    ['a parameter twice', path('code-1', `${query}&openid=o-user-1`), 400, '参数错误'],
    ['a code outside its charset', path('%E4%B8%AD', query), 400, '用户卡code 无效，只能包含数字、英文、半角标点'],
    [
      'a brand that granted nothing',
      path('code-1', query.replace('1004', '1006')),
      403,
      '当前品牌尚未授权当前服务商执行此操作',
    ],
  ])('answers to %s', async (_, asked, status, message) => {
    await here.partner.importMember(member())
    const reply = await here.partner.send({ path: asked })
    expect([reply.status, JSON.parse(reply.text).message]).toEqual([status, message])
    expect(reply.headers.get('request-id')).toMatch(/^[0-9A-F]{32}-[1-9]\d*$/)
  })

  it('shows a card whose time is over as expired', async () => {
    await here.partner.importMember(
      member({ valid_date_information: { type: 'FIX_TERM', available_day_after_receive: 300 } }),
    )
    here.clock.ms = Date.parse('2026-03-17T00:00:00+08:00')
    const reply = await here.partner.send({ path: path('code-1', query) })
    expect(JSON.parse(reply.text).user_card_state).toBe('EXPIRED')
  })

  it('takes no brand_id from a brand', async () => {
    await here.brand.importMember(brandMember())
    const own = `${BRAND}/user-cards/code-1?card_id=${CARD_ID}&openid=o-user-1`
    expect((await here.brand.send({ path: own })).status).toBe(200)
    expect((await here.brand.send({ path: `${own}&brand_id=1004` })).status).toBe(400)
  })
})

describe("list of a user's cards", () => {
  const list = (rest: string) =>
    here.partner.send({ path: `${PARTNER}/user-cards?brand_id=1004&openid=o-user-1&${rest}` })

  it('pages through the cards of all templates', async () => {
    for (const [index, state] of ['INVALID', 'EFFECTIVE', 'UNACTIVATED'].entries()) {
      const card_id = index < 2 ? CARD_ID : 'p-simulator-permanent'
      await here.control('POST', 'cards', {
        openid: 'o-user-1',
        user_card_code: `c${index}`,
        user_card_state: state,
        card_id,
      })
    }
    const codes = (text: string) => JSON.parse(text).data.map((card: { user_card_code: string }) => card.user_card_code)
    const first = await list('offset=0&limit=2')
    expect(JSON.parse(first.text)).toMatchObject({ total_count: 3, offset: 0, limit: 2 })
    expect(codes(first.text)).toEqual(['c0', 'c1'])
    expect(codes((await list('offset=2&limit=2')).text)).toEqual(['c2'])
    expect(codes((await list('offset=0&limit=20&user_card_state=EFFECTIVE')).text)).toEqual(['c1'])
  })

  it.each([
    'offset=0&limit=21',
    'offset=0&limit=0',
    'offset=-1&limit=1',
    'offset=00&limit=1',
    'limit=1',
    'offset=0',
    'offset=0&limit=1&user_card_state=X',
  ])('refuses %s', async rest => {
    expect((await list(rest)).status).toBe(400)
  })
})

describe('query of the template', () => {
  it('shows fields, state and validity type', async () => {
    const show = async (cardId: string) => {
      const reply = await here.partner.send({ path: `${PARTNER}/cards/${cardId}?brand_id=1004` })
      return [reply.status, JSON.parse(reply.text)]
    }
    expect(await show('p-simulator-permanent')).toMatchObject([
      200,
      {
        state: 'CARD_EFFECTIVE',
        valid_date_information: { type: 'PERMANENT' },
        user_information: { common_field_list: ['USER_FORM_FLAG_SEX', 'USER_FORM_FLAG_NAME'], custom_field_list: [] },
      },
    ])
    expect(await show(CARD_ID)).toMatchObject([
      200,
      {
        valid_date_information: {},
        user_information: { custom_field_list: [{ name: '喜欢的运动', type: 'CHECK_BOX' }] },
      },
    ])
    expect(await show('p-simulator-invalid')).toMatchObject([200, { state: 'CARD_INVALID' }])
    expect(await show('p-none')).toMatchObject([404, { code: 'NOT_FOUND', message: '会员卡模板不存在' }])
  })
})

describe('everything else', () => {
  it.each([
    ['GET', `${PARTNER}/user-cards/a/b?brand_id=1004`],
    ['GET', `${PARTNER}//user-cards`],
    ['PATCH', `${PARTNER}/user-cards/code-1`],
    ['POST', `${PARTNER}/user-cards/import-by-phone`],
    ['GET', `${PARTNER}/cards`],
    ['GET', `${PARTNER}/user-cards/%ZZ`],
    ['POST', '/v3/certificates'],
    ['GET', '/v3/security/echo'],
    ['GET', '/brand/certificates'],
    ['GET', '/'],
  ])('%s %s is 404', async (method, path) => {
    const reply = await here.partner.send({ method, path })
    expect([reply.status, JSON.parse(reply.text).code]).toEqual([404, 'NOT_FOUND'])
  })
})

describe('rate', () => {
  it('counts all calls of a credential and refuses by a signed 429', async () => {
    await here.control('POST', 'rate', { per_second: 3 })
    const template = { path: `${PARTNER}/cards/${CARD_ID}?brand_id=1004` }
    const at = async (ms: number, call: () => Promise<{ status: number }>) => {
      here.clock.ms = START_MS + ms
      return (await call()).status
    }
    expect(await at(0, () => here.partner.importMember(member()))).toBe(200)
    expect(await at(100, () => here.partner.importMember(member()))).toBe(400)
    expect(await at(200, () => here.partner.send(template))).toBe(200)
    expect(await at(300, () => here.brand.send({ path: `${BRAND}/cards/${CARD_ID}` }))).toBe(200)
    expect(await at(999, () => here.partner.send(template))).toBe(429)
    expect(await at(1_000, () => here.partner.send(template))).toBe(200)
    const refusal = await here.partner.send(template)
    expect(JSON.parse(refusal.text).code).toBe('RATELIMIT_EXCEEDED')
    expect(here.partner.isVerified(refusal)).toBe(true)
    const { body } = await here.control('GET', 'summary')
    expect(body).toMatchObject({ by_verdict: { '429 RATELIMIT_EXCEEDED': 2 }, max_calls_in_one_second: 5 })
  })

  it('leaves calls out of account whose signature is wrong', async () => {
    await here.control('POST', 'rate', { per_second: 1 })
    const template = { path: `${PARTNER}/cards/${CARD_ID}?brand_id=1004` }
    expect((await here.partner.send({ ...template, signedBody: 'x' })).status).toBe(401)
    expect((await here.partner.send(template)).status).toBe(200)
  })
})
