import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkImportRequest } from '../../functions/member/check-import-request.ts'
import type { Fault } from '../../functions/member/faults.ts'
import { CIPHERTEXT, NOW, officialSample, plainRequest, seedExample } from './samples.ts'

const PLAIN = { now: NOW, encrypted: false }
const ENCRYPTED = { now: NOW, encrypted: true }
const DAY = 86_400_000

/** `code pointer` of each fault: what a caller may depend on. */
const short = (faults: Fault[]) => faults.map(({ code, pointer }) => `${code} ${pointer}`)

function faultsOf(value: unknown, context: Parameters<typeof checkImportRequest>[1] = PLAIN): string[] {
  const checked = checkImportRequest(value, context)
  return checked.ok ? [] : short(checked.faults)
}

const warningsOf = (value: unknown, context = PLAIN) => short(checkImportRequest(value, context).warnings)

/** The plain request with one field set (or, by undefined, left out). */
function having(pointer: string, value: unknown): unknown {
  const request: Record<string, unknown> = plainRequest()
  const path = pointer.split('/').slice(1)
  const last = path.pop() ?? ''
  const holder = path.reduce<Record<string, unknown>>((parent, step) => Object(parent[step]), request)
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return request
}

const common = (name: string, value: unknown) => having('/user_information/common_field_list', [{ name, value }])
const validity = (fields: object) => having('/valid_date_information', fields)

describe('what passes', () => {
  it('passes a plain request with every field, unchanged and without warnings', () => {
    expect(checkImportRequest(plainRequest(), PLAIN)).toEqual({ ok: true, request: plainRequest(), warnings: [] })
  })

  it('passes the least request', () => {
    const { brand_id, card_id, openid, user_card_code, valid_date_information, pickup_time } = plainRequest()
    const least = { brand_id, card_id, openid, user_card_code, valid_date_information, pickup_time }
    expect(checkImportRequest(least, PLAIN)).toEqual({ ok: true, request: least, warnings: [] })
  })

  it('passes the example of the seed, keeps its spelling, and warns of its surplus days', () => {
    expect(CIPHERTEXT).toHaveLength(344)
    const checked = checkImportRequest(seedExample(), ENCRYPTED)
    expect(checked).toMatchObject({ ok: true, request: seedExample() })
    expect(short(checked.warnings)).toEqual(['validity_field_surplus /date_information/available_day_after_receive'])
  })

  it('passes the sample of the official page, and warns of its surplus validity fields', () => {
    const checked = checkImportRequest(officialSample(), ENCRYPTED)
    expect(checked).toMatchObject({ ok: true, request: officialSample() })
    expect(short(checked.warnings)).toEqual([
      'validity_field_surplus /valid_date_information/available_begin_time',
      'validity_field_surplus /valid_date_information/available_end_time',
      'validity_field_surplus /valid_date_information/available_day_after_receive',
    ])
  })

  it.each([
    ['a code of every printable ASCII character', '/user_card_code', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
    ['a code of one dot', '/user_card_code', '.'],
    ['an openid of characters that nobody documents', '/openid', 'ö-ä_1'],
    ['a level of 10 characters', '/level', '一二三四五六七八九十'],
    ['an openid of 128 characters', '/openid', 'o'.repeat(128)],
    ['a moment in UTC', '/pickup_time', '2024-02-29T23:59:59Z'],
    ['empty lists', '/user_information', { common_field_list: [], custom_field_list: [] }],
    ['a value of 214 bytes', '/phone_number', '1'.repeat(214)],
    [
      'ten chosen values of eight characters',
      '/user_information/custom_field_list/0/user_chosen_values',
      Array(10).fill('一二三四五六七八'),
    ],
  ])('passes %s', (_, pointer, value) => {
    expect(faultsOf(having(pointer, value))).toEqual([])
  })
})

describe('shape', () => {
  it.each([
    [null, 'null_value'],
    [[], 'wrong_type'],
    ['text', 'wrong_type'],
    [7, 'wrong_type'],
    [true, 'wrong_type'],
  ])('answers a body that is %j with one fault', (body, code) => {
    expect(faultsOf(body)).toEqual([`${code} `])
  })

  it.each([
    '/brand_id',
    '/card_id',
    '/openid',
    '/user_card_code',
    '/valid_date_information',
    '/valid_date_information/type',
    '/pickup_time',
    '/user_information/common_field_list/0/name',
    '/user_information/common_field_list/0/value',
    '/user_information/custom_field_list/0/name',
    '/user_information/custom_field_list/0/user_chosen_values',
  ])('requires %s', pointer => {
    expect(faultsOf(having(pointer, undefined))).toEqual([`missing ${pointer}`])
    expect(faultsOf(having(pointer, null))).toEqual([`null_value ${pointer}`])
  })

  it.each(['/brand_id', '/card_id', '/openid', '/user_card_code', '/user_information/custom_field_list/0/name'])(
    'refuses an empty %s',
    pointer => {
      expect(faultsOf(having(pointer, ''))).toEqual([`empty ${pointer}`])
    },
  )

  it.each([
    ['/phone_number', 13800138000],
    ['/level', {}],
    ['/card_color', []],
    ['/pickup_time', 1589952575],
    ['/user_information', []],
    ['/user_information', 'text'],
    ['/user_information/common_field_list', {}],
    ['/user_information/common_field_list/1', []],
    ['/user_information/common_field_list/1/value', 1],
    ['/user_information/custom_field_list', 'text'],
    ['/user_information/custom_field_list/0/user_chosen_values', '篮球'],
    ['/user_information/custom_field_list/0/user_chosen_values/1', 2],
    ['/valid_date_information', []],
    ['/valid_date_information', 'PERMANENT'],
    ['/valid_date_information', [{ nickname: 'x' }]],
    ['/user_information/common_field_list/1', [{ nickname: 'x' }]],
    ['/user_information/common_field_list', { item: { nickname: 'x' } }],
    ['/valid_date_information/available_day_after_receive', '30'],
    ['/valid_date_information/available_day_after_receive', 1.5],
  ])('answers a wrong type at %s with that fault alone', (pointer, value) => {
    expect(faultsOf(having(pointer, value))).toEqual([`wrong_type ${pointer}`])
  })

  it.each([
    '/level',
    '/phone_number',
    '/user_information',
    '/user_information/custom_field_list/0/user_chosen_values/0',
  ])('refuses null at %s, optional or not', pointer => {
    expect(faultsOf(having(pointer, null))).toEqual([`null_value ${pointer}`])
  })

  it.each([
    '/attach',
    '/constructor',
    '/toString',
    '/user_information/phone_number',
    '/user_information/common_field_list/0/code',
    '/user_information/custom_field_list/0/value',
    '/valid_date_information/available_days',
  ])('refuses the unknown field %s', pointer => {
    expect(faultsOf(having(pointer, 'x'))).toEqual([`unknown_field ${pointer}`])
  })

  it('names the field that an unknown one most likely means', () => {
    const checked = checkImportRequest(having('/userCardCode', 'x'), PLAIN)
    expect(checked).toMatchObject({ faults: [{ detail: 'Must not be present; a field named user_card_code exists.' }] })
  })

  it.each([
    ['/user_information/common_field_list/0/name', 'USER_FORM_FLAG_AGE'],
    ['/valid_date_information/type', 'FOREVER'],
  ])('refuses an unknown value at %s, and names the known ones', (pointer, value) => {
    const checked = checkImportRequest(having(pointer, value), PLAIN)
    expect(checked).toMatchObject({ ok: false, faults: [{ code: 'unknown_value', pointer }] })
    expect(JSON.stringify(checked)).toMatch(/Must be one of [A-Z_]+(, [A-Z_]+)+\./)
  })
})

describe('texts', () => {
  it.each([
    ['/brand_id', 32],
    ['/card_id', 32],
    ['/openid', 128],
    ['/user_card_code', 32],
    ['/level', 10],
    ['/user_information/custom_field_list/0/name', 32],
    ['/user_information/custom_field_list/0/user_chosen_values/0', 8],
  ])('limits %s to %i characters', (pointer, max) => {
    expect(faultsOf(having(pointer, 'x'.repeat(max)))).toEqual([])
    expect(faultsOf(having(pointer, 'x'.repeat(max + 1)))).toEqual([`too_long ${pointer}`])
  })

  it('counts characters, so that a text of ten emoji is not also too long', () => {
    expect(faultsOf(having('/level', '🀄'.repeat(10)))).toEqual(['outside_bmp /level'])
  })

  it.each(['/openid', '/level', '/phone_number', '/user_information/common_field_list/1/value'])(
    'refuses at %s what three bytes of UTF-8 cannot hold',
    pointer => {
      expect(faultsOf(having(pointer, '𠮷'))).toEqual([`outside_bmp ${pointer}`])
      expect(faultsOf(having(pointer, '\ud842'))).toEqual([`lone_surrogate ${pointer}`])
    },
  )

  it.each(['用户', 'ａ', 'a\tb', 'é', '\u007f'])('refuses the card code %j', code => {
    expect(faultsOf(having('/user_card_code', code))).toEqual(['user_card_code_invalid /user_card_code'])
  })

  it('passes a card code with a space, with a warning', () => {
    expect(faultsOf(having('/user_card_code', 'A 1'))).toEqual([])
    expect(warningsOf(having('/user_card_code', 'A 1'))).toEqual(['user_card_code_space /user_card_code'])
  })

  it.each(['FFFF00', '#FFF', '#FFFF0G', '#FFFF000', ''])('refuses the colour %j', color => {
    expect(faultsOf(having('/card_color', color))).toEqual(['card_color_invalid /card_color'])
  })

  it.each(['http://a.example/x', 'a.example/x', 'https://', 'https://a b', 'https://[', 'ftp://a.example', ''])(
    'refuses the picture URL %j',
    url => {
      expect(faultsOf(having('/card_picture_url', url))).toEqual(['card_picture_url_invalid /card_picture_url'])
    },
  )

  it('limits the picture URL to 256 characters', () => {
    expect(faultsOf(having('/card_picture_url', `https://a.example/${'x'.repeat(239)}`))).toEqual([
      'too_long /card_picture_url',
    ])
  })
})

describe('brand', () => {
  it('lets a brand credential leave brand_id out, or name its own', () => {
    expect(faultsOf(having('/brand_id', undefined), { ...PLAIN, brandId: '1004' })).toEqual([])
    expect(faultsOf(plainRequest(), { ...PLAIN, brandId: '1004' })).toEqual([])
  })

  it('refuses another brand than that of the credential', () => {
    expect(faultsOf(plainRequest(), { ...PLAIN, brandId: '1005' })).toEqual(['other_brand /brand_id'])
  })
})

describe('validity and pickup', () => {
  const begin = '2024-01-01T00:00:00+08:00'
  const end = '2030-01-01T00:00:00+08:00'

  it.each([
    ['FIX_TIME_RANGE', { type: 'FIX_TIME_RANGE', available_begin_time: begin, available_end_time: end }],
    ['FIX_TERM', { type: 'FIX_TERM', available_day_after_receive: 10_958 }],
    ['PERMANENT', { type: 'PERMANENT' }],
  ])('passes %s with just what it uses', (_, fields) => {
    expect(checkImportRequest(validity(fields), PLAIN)).toMatchObject({ ok: true, warnings: [] })
  })

  it.each([
    [{ type: 'FIX_TIME_RANGE' }, ['available_begin_time', 'available_end_time']],
    [{ type: 'FIX_TIME_RANGE', available_begin_time: begin }, ['available_end_time']],
    [{ type: 'FIX_TERM', available_end_time: end }, ['available_day_after_receive']],
  ])('finds missing what %j needs', (fields, missing) => {
    expect(faultsOf(validity(fields))).toEqual(missing.map(field => `missing /valid_date_information/${field}`))
  })

  it('refuses both spellings at once', () => {
    expect(faultsOf(having('/date_information', { type: 'PERMANENT' }))).toEqual(['validity_twice /date_information'])
  })

  it('points into the spelling that was received', () => {
    const { valid_date_information: _, ...rest } = plainRequest()
    const request = { ...rest, date_information: { type: 'FIX_TERM' } }
    expect(faultsOf(request)).toEqual(['missing /date_information/available_day_after_receive'])
  })

  it.each([0, -1, 10_959])('refuses %i days, used or surplus', days => {
    const fault = 'days_out_of_range /valid_date_information/available_day_after_receive'
    expect(faultsOf(validity({ type: 'PERMANENT', available_day_after_receive: days }))).toEqual([fault])
    expect(faultsOf(validity({ type: 'FIX_TERM', available_day_after_receive: days }))).toEqual([fault])
  })

  it('refuses a range that begins when it ends, or later', () => {
    const range = (from: string) =>
      validity({ type: 'FIX_TIME_RANGE', available_begin_time: from, available_end_time: end })
    const fault = 'begin_not_before_end /valid_date_information/available_begin_time'
    expect(faultsOf(range(end))).toEqual([fault])
    expect(faultsOf(range('2031-01-01T00:00:00+08:00'))).toEqual([fault])
    expect(faultsOf(range('2029-12-31T15:59:59Z'))).toEqual([])
  })

  it('refuses a range that has ended, to the millisecond', () => {
    const range = (to: number) =>
      validity({ type: 'FIX_TIME_RANGE', available_begin_time: begin, available_end_time: new Date(to).toISOString() })
    expect(faultsOf(range(NOW))).toEqual(['card_expired /valid_date_information/available_end_time'])
    expect(faultsOf(range(NOW + 1))).toEqual([])
  })

  it('refuses a term only when it has ended under every reading of natural days', () => {
    const term = (pickup: number) => ({
      ...plainRequest(),
      valid_date_information: { type: 'FIX_TERM', available_day_after_receive: 30 },
      pickup_time: new Date(pickup).toISOString(),
    })
    expect(faultsOf(term(NOW - 31 * DAY))).toEqual(['card_expired /valid_date_information/available_day_after_receive'])
    expect(faultsOf(term(NOW - 31 * DAY + 1))).toEqual([])
  })

  it('wants the pickup in the past', () => {
    expect(faultsOf(having('/pickup_time', new Date(NOW).toISOString()))).toEqual(['pickup_time_not_past /pickup_time'])
    expect(faultsOf(having('/pickup_time', new Date(NOW - 1).toISOString()))).toEqual([])
  })

  it.each([
    '/pickup_time',
    '/valid_date_information/available_begin_time',
    '/valid_date_information/available_end_time',
  ])('refuses a moment that does not exist at %s', pointer => {
    expect(faultsOf(having(pointer, '2023-02-29T00:00:00+08:00'))).toEqual([`time_invalid ${pointer}`])
  })
})

describe('personal values in plain form', () => {
  it.each([
    ['USER_FORM_FLAG_SEX', 'sex_invalid', ['男', '女'], ['male', '男 ', '']],
    [
      'USER_FORM_FLAG_BIRTHDAY',
      'birthday_invalid',
      ['2000-02-29'],
      ['1999-02-29', '1990-2-3', '90-02-03', '1990/02/03', ''],
    ],
    [
      'USER_FORM_FLAG_EMAIL',
      'email_invalid',
      ['a.b+c@mail.example.cn', "o'hara@x-y.example"],
      ['a', 'a@', '@b.example', 'a@b', 'a b@c.example', 'a@b..example', ''],
    ],
    [
      'USER_FORM_FLAG_CITY',
      'city_invalid',
      ['广东省,深圳市', '北京, 北京'],
      ['广东省，深圳市', '深圳', '广东省,', ',深圳市', '中国,广东省,深圳市', ''],
    ],
    ['USER_FORM_FLAG_NAME', 'empty', ['王', 'Ann Lee', ''], []],
    ['USER_FORM_FLAG_ADDRESS', 'empty', ['深南大道 1 号', ''], []],
  ])('knows the format of %s', (name, code, good, bad) => {
    const pointer = '/user_information/common_field_list/0/value'
    for (const value of good) expect(faultsOf(common(name, value)), value).toEqual([])
    for (const value of bad) expect(faultsOf(common(name, value)), value).toEqual([`${code} ${pointer}`])
  })

  it('limits a value to 214 bytes of UTF-8, because more cannot be encrypted', () => {
    const fault = ['plaintext_too_long /user_information/common_field_list/0/value']
    expect(faultsOf(common('USER_FORM_FLAG_ADDRESS', `${'址'.repeat(71)}1`))).toEqual([])
    expect(faultsOf(common('USER_FORM_FLAG_ADDRESS', '址'.repeat(72)))).toEqual(fault)
  })

  it('refuses ciphertext that came without its serial', () => {
    expect(faultsOf(having('/phone_number', CIPHERTEXT))).toEqual(['plaintext_too_long /phone_number'])
  })

  it.each(['', 'unknown', '138-0013', '+86 138 0013 8000'])(
    'passes the phone number %j, whose format is not documented',
    phone => {
      expect(faultsOf(having('/phone_number', phone))).toEqual([])
    },
  )

  it('warns of a phone number that does not look like one, and of empty free texts', () => {
    expect(warningsOf(having('/phone_number', 'n/a'))).toEqual(['phone_number_unusual /phone_number'])
    expect(warningsOf(having('/phone_number', ''))).toEqual(['empty /phone_number'])
    expect(warningsOf(having('/level', ''))).toEqual(['empty /level'])
    const pointer = '/user_information/common_field_list/0/value'
    expect(warningsOf(common('USER_FORM_FLAG_NAME', ''))).toEqual([`empty ${pointer}`])
    expect(warningsOf(having('/phone_number', '+86 13800138000'))).toEqual([])
    expect(warningsOf(common('USER_FORM_FLAG_SEX', ''))).toEqual([])
  })

  it('refuses an empty chosen value', () => {
    const pointer = '/user_information/custom_field_list/0/user_chosen_values'
    expect(faultsOf(having(pointer, ['篮球', '']))).toEqual([`empty ${pointer}/1`])
  })
})

describe.each([
  ['plain', PLAIN, '女', '篮球'],
  ['encrypted', ENCRYPTED, CIPHERTEXT, CIPHERTEXT],
])('lists of personal values, %s', (_, context, sex, sport) => {
  const request = (form: object) => {
    const { phone_number: _phone, ...rest } = plainRequest()
    return { ...rest, user_information: form }
  }
  const custom = (values: unknown[]) => ({ name: '喜欢的运动', user_chosen_values: values })

  it('refuses a common field given twice, at the second', () => {
    const item = { name: 'USER_FORM_FLAG_SEX', value: sex }
    expect(faultsOf(request({ common_field_list: [item, item] }), context)).toEqual([
      'common_field_repeated /user_information/common_field_list/1/name',
    ])
  })

  it('refuses a second custom field', () => {
    expect(faultsOf(request({ custom_field_list: [custom([sport]), custom([sport])] }), context)).toEqual([
      'too_many_items /user_information/custom_field_list',
    ])
  })

  it('wants 1 to 10 chosen values', () => {
    const pointer = '/user_information/custom_field_list/0/user_chosen_values'
    const of = (count: number) => faultsOf(request({ custom_field_list: [custom(Array(count).fill(sport))] }), context)
    expect(of(0)).toEqual([`too_few_items ${pointer}`])
    expect(of(10)).toEqual([])
    expect(of(11)).toEqual([`too_many_items ${pointer}`])
  })
})

describe('personal values encrypted already', () => {
  it.each([
    ['plain text', '13800138000'],
    ['an abbreviated sample', 'vvysDQeEaH3I+wRh14St0abIkvQyFgh/fbWY=='],
    ['nothing', ''],
    ['255 bytes', Buffer.alloc(255).toString('base64')],
    ['257 bytes', Buffer.alloc(257).toString('base64')],
    ['no padding', CIPHERTEXT.slice(0, 342)],
    ['URL-safe base64', Buffer.alloc(256, 255).toString('base64url')],
    ['stray last bits', `${CIPHERTEXT.slice(0, 341)}B==`],
    ['a line break', `${CIPHERTEXT}\n`],
  ])('refuses %s', (_, value) => {
    expect(faultsOf({ ...seedExample(), phone_number: value }, ENCRYPTED)).toEqual([
      'ciphertext_malformed /phone_number',
    ])
  })

  it('checks every personal field', () => {
    const pointers = faultsOf(plainRequest(), ENCRYPTED)
    expect(pointers).toHaveLength(9)
    expect(new Set(pointers.map(fault => fault.split(' ')[0]))).toEqual(new Set(['ciphertext_malformed']))
  })
})

describe('the answer as a whole', () => {
  it('names every fault at once, those of shape and those across fields, and warns beside them', () => {
    const request = {
      card_id: '',
      openid: 7,
      user_card_code: 'A 1',
      phone_number: '😀',
      nickname: 'x',
      user_information: { common_field_list: [{ name: 'USER_FORM_FLAG_SEX', value: 'x' }, null] },
      valid_date_information: { type: 'FIX_TIME_RANGE', available_end_time: '2025-01-01T00:00:00Z' },
      pickup_time: '2999-01-01T00:00:00Z',
    }
    expect(faultsOf(request).sort()).toEqual([
      'card_expired /valid_date_information/available_end_time',
      'empty /card_id',
      'missing /brand_id',
      'missing /valid_date_information/available_begin_time',
      'null_value /user_information/common_field_list/1',
      'outside_bmp /phone_number',
      'pickup_time_not_past /pickup_time',
      'sex_invalid /user_information/common_field_list/0/value',
      'unknown_field /nickname',
      'wrong_type /openid',
    ])
    expect(warningsOf(request)).toEqual(['user_card_code_space /user_card_code', 'phone_number_unusual /phone_number'])
  })

  it.each([
    ['common fields', '/user_information/common_field_list', Array(50_000).fill({})],
    ['custom fields', '/user_information/custom_field_list', Array(50_000).fill(null)],
    [
      'chosen values',
      '/user_information/custom_field_list/0/user_chosen_values',
      Array(50_000).fill('too long by far'),
    ],
    ['unknown fields', '/user_information', Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`x${i}`, 1]))],
  ])('keeps the list of faults short for 50,000 %s', (_, pointer, value) => {
    const faults = faultsOf(having(pointer, value))
    expect(faults.length).toBeGreaterThan(0)
    expect(faults.length).toBeLessThanOrEqual(100)
  })

  it('does not look into a list of more than 100', () => {
    const pointer = '/user_information/common_field_list'
    expect(faultsOf(having(pointer, Array(101).fill({})))).toEqual([`too_many_items ${pointer}`])
    expect(faultsOf(having(pointer, Array(50).fill({})))).toHaveLength(100)
  })

  it.each(['13800138000', '王小明', 'x'.repeat(100_000)])('does not show a key that may be a value: %.11s', key => {
    expect(faultsOf(having(`/${key}`, 1))).toEqual(['unknown_field /…'])
    expect(faultsOf(having(`/user_information/${key}`, 1))).toEqual(['unknown_field /user_information/…'])
  })

  it('is in time linear in the length of a value', () => {
    for (const value of ['a'.repeat(250_000), 'a.'.repeat(125_000), ','.repeat(250_000), `a@${'a.'.repeat(125_000)}`]) {
      for (const name of ['USER_FORM_FLAG_CITY', 'USER_FORM_FLAG_EMAIL']) {
        expect(faultsOf(common(name, value))).toContain(
          'plaintext_too_long /user_information/common_field_list/0/value',
        )
      }
    }
  })

  it('never throws, and accepts nothing by chance', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, encrypted) => {
        expect(checkImportRequest(value, { now: NOW, encrypted }).ok).toBe(false)
      }),
    )
  })

  it('never throws when any one field holds any JSON value, and never quotes a value', () => {
    const pointer = fc.constantFrom(
      '/openid',
      '/user_card_code',
      '/phone_number',
      '/level',
      '/user_information',
      '/user_information/common_field_list/4/value',
      '/user_information/common_field_list/0',
      '/user_information/custom_field_list/0/user_chosen_values/0',
      '/valid_date_information',
      '/valid_date_information/type',
      '/pickup_time',
    )
    const secret = 'Geheimnis-4711'
    fc.assert(
      fc.property(pointer, fc.jsonValue(), fc.boolean(), (at, value, encrypted) => {
        const context = { now: NOW, encrypted }
        expect(() => checkImportRequest(having(at, value), context)).not.toThrow()
        const marked = JSON.parse(
          JSON.stringify(value, (_, inner) => (typeof inner === 'string' ? secret + inner : inner)),
        )
        const { warnings, ...checked } = checkImportRequest(having(at, marked), context)
        expect(JSON.stringify([checked.ok ? [] : checked.faults, warnings])).not.toContain(secret)
      }),
    )
  })
})
