import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { brandMember, type Call, type Client, member, START_MS, startWithClock } from './client.ts'

let here: Awaited<ReturnType<typeof startWithClock>>
beforeAll(async () => {
  here = await startWithClock()
})
beforeEach(async () => {
  here.clock.ms = START_MS
  await here.control('POST', 'reset')
})
afterAll(() => here.simulator.close())

async function importAs(body: object | string | Buffer, rest: Partial<Call> = {}) {
  const reply = await here.partner.importMember(Object(body), { ...rest, body })
  const { code, message, detail } = JSON.parse(reply.text)
  return { status: reply.status, code, message, detail }
}

describe('headers', () => {
  it.each<[string, Record<string, string | undefined>, string, string]>([
    ['no application/json in Accept', { Accept: 'text/html' }, 'INVALID_REQUEST', 'Accept'],
    ['an empty User-Agent', { 'User-Agent': '' }, 'INVALID_REQUEST', 'User-Agent'],
    ['another Content-Type', { 'Content-Type': 'text/plain' }, 'INVALID_REQUEST', 'Content-Type'],
    ['no Wechatpay-Serial', { 'Wechatpay-Serial': undefined }, 'PARAM_ERROR', 'Wechatpay-Serial'],
    ['another Wechatpay-Serial', { 'Wechatpay-Serial': 'PUB_KEY_ID_0' }, 'PARAM_ERROR', 'Wechatpay-Serial'],
  ])('refuses %s', async (_, headers, code, field) => {
    expect(await importAs(member(), { headers })).toMatchObject({
      status: 400,
      code,
      detail: { location: 'header', field },
    })
  })

  it('refuses the Wechatpay-Serial of the other variant', async () => {
    expect(await importAs(member(), { headers: { 'Wechatpay-Serial': here.brand.serial } })).toMatchObject({
      status: 400,
    })
  })

  it('takes a charset and further media ranges', async () => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8', Accept: 'application/json, */*;q=0.1' }
    expect(await importAs(member(), { headers })).toMatchObject({ status: 200 })
  })
})

describe('body', () => {
  it.each<[string, string | Buffer]>([
    ['not JSON', 'x'],
    ['empty', ''],
    ['an array', '[]'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['with null', JSON.stringify(member({ level: null }))],
    ['with a key twice', `{"openid":"a",${JSON.stringify(member()).slice(1)}`],
    ['with a character outside the BMP', JSON.stringify(member({ level: '😀' }))],
  ])('refuses a body that is %s', async (_, body) => {
    expect(await importAs(body)).toMatchObject({
      status: 400,
      code: 'PARAM_ERROR',
      detail: { location: 'body', field: '' },
    })
  })

  const pointer: [string, Record<string, unknown>][] = [
    ['/attach', { attach: 'x' }],
    ['/a~1b', { 'a/b': 1 }],
    ['/brand_id', { brand_id: undefined }],
    ['/card_id', { card_id: '' }],
    ['/openid', { openid: 'o'.repeat(129) }],
    ['/openid', { openid: 7 }],
    ['/user_card_code', { user_card_code: 'c'.repeat(33) }],
    ['/card_color', { card_color: 'FFFF00' }],
    ['/card_picture_url', { card_picture_url: 'picture.png' }],
    ['/level', { level: '一二三四五六七八九十一' }],
    ['/pickup_time', { pickup_time: '2025-05-20' }],
    ['/pickup_time', { pickup_time: '2026-01-02T11:04:05+08:00' }],
    ['/valid_date_information', { valid_date_information: 'PERMANENT' }],
    ['/valid_date_information/type', { valid_date_information: {} }],
    ['/valid_date_information/type', { valid_date_information: { type: 'FOREVER' } }],
    ['/valid_date_information/x', { valid_date_information: { type: 'PERMANENT', x: 1 } }],
    [
      '/valid_date_information/available_day_after_receive',
      { valid_date_information: { type: 'FIX_TERM', available_day_after_receive: 1.5 } },
    ],
    [
      '/valid_date_information/available_end_time',
      { valid_date_information: { type: 'PERMANENT', available_end_time: 'later' } },
    ],
    ['/date_information', { date_information: { type: 'PERMANENT' } }],
    ['/user_information', { user_information: [] }],
    ['/user_information/x', { user_information: { x: 1 } }],
    ['/user_information/common_field_list', { user_information: { common_field_list: {} } }],
    [
      '/user_information/common_field_list/0/name',
      { user_information: { common_field_list: [{ name: 'SEX', value: 'x' }] } },
    ],
    [
      '/user_information/common_field_list/0/value',
      { user_information: { common_field_list: [{ name: 'USER_FORM_FLAG_SEX' }] } },
    ],
    [
      '/user_information/custom_field_list/0/user_chosen_values/0',
      { user_information: { custom_field_list: [{ name: '喜欢的运动', user_chosen_values: [1] }] } },
    ],
  ]
  it.each(pointer)('names %s', async (field, change) => {
    expect(await importAs(member(change))).toMatchObject({
      status: 400,
      code: 'PARAM_ERROR',
      detail: { location: 'body', field },
    })
  })

  it('refuses a brand that names itself', async () => {
    expect((await here.brand.importMember(member())).status).toBe(400)
    expect((await here.brand.importMember(brandMember())).status).toBe(200)
  })

  it.each(['中文', 'a b', 'ａ', ''])('refuses the code %j', async user_card_code => {
    expect((await importAs(member({ user_card_code }))).status).toBe(400)
  })

  it('says of a bad code what the page says', async () => {
    expect((await importAs(member({ user_card_code: '卡1' }))).message).toBe(
      '用户卡code 无效，只能包含数字、英文、半角标点',
    )
  })
})

describe('personal fields', () => {
  const common = (...fields: [string, string][]) => ({
    user_information: { common_field_list: fields.map(([name, value]) => ({ name: `USER_FORM_FLAG_${name}`, value })) },
  })
  const custom = (name: string, values: string[]) => ({
    user_information: { custom_field_list: [{ name, user_chosen_values: values }] },
  })

  it.each<[string, (client: Client) => string]>([
    ['plain', () => '13900000000'],
    ['encrypted with SHA-256', client => client.encrypt('13900000000', 'sha256')],
    ['encrypted to the other variant', () => here.brand.encrypt('13900000000')],
    ['not strict base64', client => `${client.encrypt('1')}\n`],
    ['encrypted twice in part', client => client.encrypt('1').slice(0, 100)],
    ['empty inside', client => client.encrypt('')],
    ['not UTF-8 inside', client => client.encrypt(Buffer.from([0xff, 0xfe]))],
    ['outside the BMP inside', client => client.encrypt('😀')],
  ])('refuses a value that is %s', async (_, value) => {
    expect(await importAs(member({ phone_number: value(here.partner) }))).toMatchObject({
      status: 400,
      code: 'PARAM_ERROR',
      detail: { field: '/phone_number' },
    })
  })

  it.each<[string, string, string]>([
    ['SEX', '男性', '用户信息通用字段中，性别格式不正确'],
    ['BIRTHDAY', '2001-02-29', '用户信息通用字段中，生日格式不正确'],
    ['BIRTHDAY', '2001-2-9', '用户信息通用字段中，生日格式不正确'],
    ['EMAIL', 'a@b', '用户信息通用字段中，邮箱格式不正确'],
    ['EMAIL', 'a b@example.cn', '用户信息通用字段中，邮箱格式不正确'],
    ['CITY', '广东，深圳', '参数错误'],
    ['CITY', '广东,', '参数错误'],
  ])('refuses %s %s', async (name, plain, message) => {
    const reply = await importAs(member(common([name, here.partner.encrypt(plain)])))
    expect(reply).toMatchObject({ status: 400, code: 'PARAM_ERROR', message })
  })

  it('refuses what the form rules refuse', async () => {
    const sealed = here.partner.encrypt('男')
    const message = async (change: object, cardId?: string) =>
      (await importAs(member({ ...change, ...(cardId && { card_id: cardId }) }))).message
    const limits = '商户自定义信息最多一项，字段值列表最少1个，最多10个，单个列表限制8个字符'
    expect(await message(common(['SEX', sealed], ['SEX', sealed]))).toBe('用户信息通用字段存在重复项')
    expect(await message(common(['EMAIL', sealed]), 'p-simulator-permanent')).toBe(
      '请求的用户信息通用字段未定义在卡模版中',
    )
    expect(await message(custom('喜欢的运动', [sealed]), 'p-simulator-permanent')).toBe(
      '请求的用户信息自定义字段未定义在卡模版中',
    )
    expect(await message(custom('爱好', [sealed]))).toBe('请求的用户信息自定义字段未定义在卡模版中')
    expect(await message(custom('喜欢的运动', []))).toBe(limits)
    expect(
      await message(
        custom(
          '喜欢的运动',
          Array.from({ length: 11 }, () => sealed),
        ),
      ),
    ).toBe(limits)
    expect(await message(custom('喜欢的运动', [here.partner.encrypt('一二三四五六七八九')]))).toBe(limits)
    const twice = custom('喜欢的运动', [sealed]).user_information.custom_field_list
    expect(await message({ user_information: { custom_field_list: [...twice, ...twice] } })).toBe(limits)
  })

  it('tells the journal how many could be decrypted, and nothing of what they say', async () => {
    const { partner } = here
    await importAs(
      member({
        phone_number: partner.encrypt('13900000000'),
        ...common(['NAME', partner.encrypt('王芳')], ['SEX', '男']),
      }),
    )
    await importAs(member(common(['SEX', partner.encrypt('王芳')])))
    const kept = JSON.stringify([await here.control('GET', 'journal'), await here.control('GET', 'cards')])
    expect(kept).not.toMatch(/13900000000|王芳/)
    expect((await here.control('GET', 'journal')).body.entries).toMatchObject([{ status: 400 }, { decrypted: 1 }])
  })
})

describe('state', () => {
  it.each([
    ['o-invalid-1', 400, 'INVALID_REQUEST', 'OpenID 无效'],
    ['o-otherapp-1', 400, 'INVALID_REQUEST', 'OpenID 不属于品牌的 AppID'],
    ['o-deleted-1', 400, 'INVALID_REQUEST', '用户主动删除了该会员卡，无法重新导入'],
    ['o-pending-1', 400, 'INVALID_REQUEST', '用户已有待激活的会员卡'],
    ['o-member-1', 400, 'INVALID_REQUEST', '用户已有已生效的会员卡'],
    ['o-already-1', 400, 'INVALID_REQUEST', '用户已有已生效的会员卡'],
    ['o-codetaken-1', 400, 'INVALID_REQUEST', '该用户卡 code 已存在'],
    ['o-forbidden-1', 400, 'PARAM_ERROR', '请求内容或图片不符合法规，请重试'],
  ])('answers the openid %s by its convention', async (openid, status, code, message) => {
    expect(await importAs(member({ openid }))).toMatchObject({ status, code, message })
  })

  it('has cards behind the conventions that look-ups find', async () => {
    const query = async (openid: string) =>
      (
        await here.partner.send({
          path: `/v3/brand/partner/card-member/user-cards/code-${openid}?brand_id=1004&card_id=${member().card_id}&openid=${openid}`,
        })
      ).status
    const list = async (openid: string) =>
      JSON.parse(
        (
          await here.partner.send({
            path: `/v3/brand/partner/card-member/user-cards?brand_id=1004&openid=${openid}&offset=0&limit=20`,
          })
        ).text,
      ).data.map((card: Record<string, string>) => card['user_card_state'])
    expect([await query('o-member-1'), await list('o-member-1')]).toEqual([404, ['EFFECTIVE']])
    expect([await query('o-pending-1'), await list('o-pending-1')]).toEqual([404, ['UNACTIVATED']])
    expect([await query('o-already-1'), await list('o-already-1')]).toEqual([200, ['EFFECTIVE']])
    expect([await query('o-codetaken-1'), await list('o-codetaken-1')]).toEqual([404, []])
  })

  it('knows one effective card per user and template, and one code per template', async () => {
    expect((await importAs(member())).status).toBe(200)
    expect((await importAs(member({ user_card_code: 'code-2' }))).message).toBe('用户已有已生效的会员卡')
    expect((await importAs(member({ openid: 'o-user-2' }))).message).toBe('该用户卡 code 已存在')
    expect((await importAs(member({ card_id: 'p-simulator-permanent' }))).status).toBe(200)
  })

  it('names the user before the code where both collide, or the code where the openid says so', async () => {
    await importAs(member())
    expect((await importAs(member())).message).toBe('用户已有已生效的会员卡')
    const openid = 'o-codefirst-1'
    await importAs(member({ openid, user_card_code: 'code-9' }))
    expect((await importAs(member({ openid, user_card_code: 'code-9' }))).message).toBe('该用户卡 code 已存在')
  })

  it('imports again after a card became invalid, under another code', async () => {
    await here.control('POST', 'cards', { openid: 'o-user-1', user_card_code: 'code-1', user_card_state: 'INVALID' })
    expect((await importAs(member())).message).toBe('该用户卡 code 已存在')
    expect((await importAs(member({ user_card_code: 'code-2' }))).status).toBe(200)
  })

  it.each([
    [{ card_id: 'p-none' }, 400, 'INVALID_REQUEST', '会员卡模板无效'],
    [{ card_id: 'p-simulator-invalid' }, 400, 'INVALID_REQUEST', '会员卡模板无效'],
    [{ brand_id: '1005' }, 400, 'INVALID_REQUEST', '商家未开通商家名片会员功能'],
    [{ brand_id: '1006' }, 403, 'NO_AUTH', '当前品牌尚未授权当前服务商执行此操作'],
  ])('refuses %j', async (change, status, code, message) => {
    expect(await importAs(member(change))).toMatchObject({ status, code, message })
  })

  it('refuses an expired card and a template of another type', async () => {
    const range = {
      type: 'FIX_TIME_RANGE',
      available_begin_time: '2020-01-01T00:00:00Z',
      available_end_time: '2025-01-01T00:00:00Z',
    }
    expect(await importAs(member({ valid_date_information: range }))).toMatchObject({
      code: 'INVALID_REQUEST',
      message: '无法导入已过期的会员卡',
    })
    expect((await importAs(member({ card_id: 'p-simulator-fix-term' }))).message).toBe(
      '卡模版有效期类型和请求的有效期类型不一致',
    )
  })
})
