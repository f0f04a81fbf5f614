import { describe, expect, test } from 'vitest'
import { checkHeader } from '../../../cli/file/check-header.ts'
import { suggestColumn } from '../../../cli/file/suggest-column.ts'
import { COLUMNS } from './generate-members.ts'

const IDS = { card_id: 'p1', brand_id: '1004' }
const GOOD = ['openid', 'user_card_code', 'pickup_time', 'valid_date_information.type']

const found = (header: readonly string[], context: Parameters<typeof checkHeader>[1] = { common: IDS }) =>
  checkHeader(header, context).map(({ column, code }) => `${code} ${column}`)

/** What is said of a header that is refused as a whole. */
function refusal(header: readonly string[]): unknown {
  try {
    return found(header)
  } catch (error) {
    return error
  }
}

test('the columns that there are, both spellings of the validity, and any custom field, are known', () => {
  expect(found(COLUMNS)).toEqual([])
  const others = ['card_id', 'brand_id', 'card_picture_url', 'custom:a.b:c', 'custom:爱好']
  expect(found([...GOOD, ...others])).toEqual([])
})

test('all faults of a header are told at once, by row 0, each with what to do', () => {
  const header = ['openid', 'openid', '', 'phone', 'user_card_code', ' ', 'custom:', 'level']
  const issues = checkHeader(header, { common: {} })
  expect(issues.map(({ column, code, detail }) => [column, code, detail])).toEqual([
    ['openid', 'column_repeated', 'Stands in column 1 and again in column 2.'],
    ['', 'column_unnamed', 'Column 3 has no name.'],
    ['phone', 'column_unknown', 'Column 4 is not known; phone_number is.'],
    ['', 'column_unnamed', 'Column 6 has no name.'],
    ['custom:', 'custom_name_invalid', expect.stringContaining('1 to 32 characters')],
    ['card_id', 'column_missing', 'No column is named card_id.'],
    ['brand_id', 'column_missing', 'No column is named brand_id.'],
    ['pickup_time', 'column_missing', 'No column is named pickup_time.'],
    [
      'valid_date_information.type',
      'column_missing',
      'No column is named valid_date_information.type or date_information.type.',
    ],
  ])
  for (const { row, hint } of issues) expect([row, hint]).toEqual([0, expect.stringMatching(/\.$/)])
})

describe('a column is not missed', () => {
  test('where its value is the same for every row', () => {
    expect(found(['openid', 'user_card_code'])).toEqual([
      'column_missing pickup_time',
      'column_missing valid_date_information.type',
    ])
    const common = { ...IDS, pickup_time: '2020-05-20T00:00:00Z', date_information: { type: 'PERMANENT' } }
    expect(found(['openid', 'user_card_code'], { common })).toEqual([])
  })

  test('where it is brand_id, and the credential is of a brand', () => {
    const { card_id } = IDS
    expect(found(GOOD, { common: { card_id } })).toEqual(['column_missing brand_id'])
    expect(found(GOOD, { common: { card_id }, brandId: '1004' })).toEqual([])
  })

  test('where the ids are still to come', () => {
    expect(found(GOOD, { common: {} })).toEqual(['column_missing card_id', 'column_missing brand_id'])
    expect(found(GOOD, { common: {}, idsLater: true })).toEqual([])
  })
})

test.each([
  ['custom: 爱好', 'has white space'],
  [`custom:${'长'.repeat(33)}`, 'is too long'],
  ['custom:🏀', 'is outside the BMP'],
])('the custom field %s %s', column => {
  expect(found([...GOOD, column])).toEqual([`custom_name_invalid ${column}`])
})

test('a long name is cut, and one of digits, which may be a value, is not shown', () => {
  expect(found([...GOOD, 'x'.repeat(100), '13900000001', 'name13900000001'])).toEqual([
    `column_unknown ${'x'.repeat(64)}…`,
    'column_unknown …',
    'column_unknown …',
  ])
})

test('a header in the merchant’s own words is one: each column is told what it is called here', () => {
  const issues = checkHeader(['手机号', '姓名', '会员卡号', '备注'], { common: IDS })
  expect(issues.map(({ detail }) => detail).slice(0, 4)).toEqual([
    'Column 1 is not known; phone_number is.',
    'Column 2 is not known; USER_FORM_FLAG_NAME is.',
    'Column 3 is not known; user_card_code is.',
    'Column 4 is not known.',
  ])
})

test('a first row that is a member is not shown', () => {
  const member = ['obLatj01q9gnqzS4myYGmLZ7Lg', '478515832601', '张伟', '13900000001']
  expect(refusal(member)).toMatchObject({ code: 'header_missing', issues: [] })
  expect(String(refusal(member))).not.toMatch(/张伟|obLatj|4785|1390/)
})

test.each([
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
])('columns separated by %j are recognised', (delimiter, name) => {
  const message = `The columns are separated by ${name}; commas are needed.`
  expect(refusal([GOOD.join(delimiter)])).toMatchObject({ code: 'wrong_delimiter', message })
})

describe('the column that an unknown name means', () => {
  test.each([
    // Slips of the pen.
    ['opneid', 'openid'],
    ['OpenID', 'openid'],
    [' level ', 'level'],
    ['PICKUP_TIME', 'pickup_time'],
    ['user_cardcode', 'user_card_code'],
    ['date_information.typ', 'date_information.type'],
    ['valid_date_information.available_end_tme', 'valid_date_information.available_end_time'],
    ['date_information.available_end_tme', 'date_information.available_end_time'],
    ['user_form_flag_name', 'USER_FORM_FLAG_NAME'],
    ['USER_FORM_FLAG_BRITHDAY', 'USER_FORM_FLAG_BIRTHDAY'],
    // What people call it.
    ['phone', 'phone_number'],
    ['mobile', 'phone_number'],
    ['手机号', 'phone_number'],
    ['name', 'USER_FORM_FLAG_NAME'],
    ['姓名', 'USER_FORM_FLAG_NAME'],
    ['gender', 'USER_FORM_FLAG_SEX'],
    ['性别', 'USER_FORM_FLAG_SEX'],
    ['birthday', 'USER_FORM_FLAG_BIRTHDAY'],
    ['email', 'USER_FORM_FLAG_EMAIL'],
    ['城市', 'USER_FORM_FLAG_CITY'],
    ['地址', 'USER_FORM_FLAG_ADDRESS'],
    ['code', 'user_card_code'],
    ['card_no', 'user_card_code'],
    ['会员卡号', 'user_card_code'],
    ['等级', 'level'],
    ['领取时间', 'pickup_time'],
    ['type', 'valid_date_information.type'],
    ['begin_time', 'valid_date_information.available_begin_time'],
    ['到期时间', 'valid_date_information.available_end_time'],
    ['days', 'valid_date_information.available_day_after_receive'],
    ['brand', 'brand_id'],
    // A field of one's own.
    ['custom：爱好', 'custom:爱好'],
    ['Custom_爱好', 'custom:爱好'],
  ])('%s: %s', (name, column) => {
    expect(suggestColumn(name)).toBe(column)
  })

  test.each(['备注', 'remark', 'x', ''])('%j: none', name => {
    expect(suggestColumn(name)).toBeUndefined()
  })
})
