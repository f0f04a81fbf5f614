import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CheckContext, checkMemberFile, type RowIssue } from '../../../cli/file/check-member-file.ts'
import { FileError } from '../../../cli/file/file-error.ts'
import { NOW } from '../../member/samples.ts'
import { createTemporary, type Temporary } from './temporary.ts'

let at: Temporary
beforeEach(async () => {
  at = await createTemporary()
})
afterEach(() => at.remove())

const COMMON = { brand_id: '1004', card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0' }
const TYPE = 'valid_date_information.type'
const DAYS = 'valid_date_information.available_day_after_receive'
const MEMBER = {
  openid: 'o1',
  user_card_code: '4785',
  phone_number: '13800138000',
  pickup_time: '2024-05-20T13:29:35+08:00',
  [TYPE]: 'PERMANENT',
}

const csv = (...members: Record<string, string>[]) => {
  const header = [...new Set(members.flatMap(Object.keys))]
  const quoted = (cell = '') => `"${cell.replaceAll('"', '""')}"`
  return [header, ...members.map(member => header.map(name => member[name]))]
    .map(cells => cells.map(quoted).join(','))
    .join('\n')
}

async function check(content: string, context: Partial<CheckContext> = {}) {
  const file = await at.open(content)
  return await Array.fromAsync(checkMemberFile(file, { now: NOW, common: COMMON, ...context }))
}

const show = ({ row, column, code, otherRow }: RowIssue) =>
  `${row} ${column}: ${code}${otherRow === undefined ? '' : ` (${otherRow})`}`

async function issuesOf(content: string, context: Partial<CheckContext> = {}) {
  const rows = await check(content, context)
  return {
    faults: rows.flatMap(({ faults }) => faults.map(show)),
    warnings: rows.flatMap(({ warnings }) => warnings.map(show)),
  }
}

/** A good member with these cells. */
const having = (cells: Record<string, string>) => issuesOf(csv({ ...MEMBER, ...cells }))

describe('a row without faults', () => {
  test('is the import request that is to be sent, what is common in it', async () => {
    expect(await check(csv(MEMBER, { ...MEMBER, openid: 'o2', user_card_code: '4786', level: '金卡' }))).toEqual([
      {
        row: 1,
        request: {
          ...COMMON,
          openid: 'o1',
          user_card_code: '4785',
          phone_number: '13800138000',
          pickup_time: '2024-05-20T13:29:35+08:00',
          valid_date_information: { type: 'PERMANENT' },
        },
        faults: [],
        warnings: [],
      },
      { row: 2, request: expect.objectContaining({ openid: 'o2', level: '金卡' }), faults: [], warnings: [] },
    ])
  })

  test('has its request with warnings too', async () => {
    const [row] = await check(csv({ ...MEMBER, phone_number: 'unknown' }))
    expect(row).toMatchObject({ row: 1, request: { phone_number: 'unknown' }, faults: [] })
    expect(row?.warnings.map(show)).toEqual(['1 phone_number: phone_number_unusual'])
  })

  test('makes no request while the ids are still to come', async () => {
    const [row] = await check(csv(MEMBER), { common: {}, idsLater: true })
    expect(row).toEqual({ row: 1, faults: [], warnings: [] })
    expect(await check(csv(MEMBER), { common: {}, idsLater: true, brandId: '1004' })).toEqual([row])
    const [doubtful] = await check(csv({ ...MEMBER, level: ' a' }), { common: {}, idsLater: true })
    expect(doubtful).toEqual({ row: 1, faults: [], warnings: [expect.objectContaining({ column: 'level' })] })
  })
})

describe('a fault', () => {
  test('has row, column, code, sentence and hint, and none of the others is hidden by it', async () => {
    const [row] = await check(
      csv({
        ...MEMBER,
        level: 'x'.repeat(11),
        [TYPE]: 'FIX_TERM',
        USER_FORM_FLAG_NAME: '🀄',
        USER_FORM_FLAG_SEX: 'F',
        'custom:喜欢的运动': '篮球|',
      }),
    )
    expect(row).not.toHaveProperty('request')
    expect(row?.faults).toContainEqual({
      row: 1,
      column: 'USER_FORM_FLAG_SEX',
      code: 'sex_invalid',
      detail: 'Must be 男 or 女.',
      hint: 'Use 男 or 女.',
    })
    expect(row?.faults.map(show).sort()).toEqual([
      '1 USER_FORM_FLAG_NAME: outside_bmp',
      '1 USER_FORM_FLAG_SEX: sex_invalid',
      '1 custom:喜欢的运动: empty',
      '1 level: too_long',
      `1 ${DAYS}: missing`,
    ])
  })

  test('of a validity that is missing is named by a type column that the file has', async () => {
    const { [TYPE]: _, ...rest } = MEMBER
    expect((await having({ [TYPE]: '' })).faults).toEqual([`1 ${TYPE}: missing`])
    const seed = 'date_information.type'
    expect((await issuesOf(csv({ ...rest, [seed]: '' }))).faults).toEqual([`1 ${seed}: missing`])
    expect((await having({ [seed]: 'PERMANENT' })).faults).toEqual([`1 ${seed}: validity_twice`])
  })

  test('of a JSONL row is named by its pointer', async () => {
    const request = {
      openid: 'o1',
      user_card_code: '汉',
      pickup_time: '2024-05-20T13:29:35+08:00',
      user_information: { common_field_list: [{ name: 'USER_FORM_FLAG_SEX', value: 'F' }] },
      valid_date_information: { type: 'PERMANENT' },
      nickname: 'x',
    }
    const { faults } = await issuesOf(`[]\n\n${JSON.stringify(request)}`.replace('[]', '{}'))
    expect(faults).toEqual([
      '1 /openid: missing',
      '1 /user_card_code: missing',
      '1 /pickup_time: missing',
      '1 /valid_date_information: missing',
      '2 /user_card_code: user_card_code_invalid',
      '2 /nickname: unknown_field',
      '2 /user_information/common_field_list/0/value: sex_invalid',
    ])
  })

  test('of the reading is told alone, and the next rows are checked', async () => {
    const content = `${csv(MEMBER)}\n1,2,3\n${csv(MEMBER).split('\n')[1]?.replace('"o1"', '"o2"').replace('4785', '')}`
    expect((await issuesOf(content)).faults).toEqual(['2 : too_few_cells', '3 user_card_code: missing'])
  })

  test('that ends the reading comes after what was found before', async () => {
    const file = await at.open(`${csv(MEMBER, { ...MEMBER, level: '12345678901' })}\n"o3`)
    const seen: string[] = []
    const checking = async () => {
      for await (const { row, faults } of checkMemberFile(file, { now: NOW, common: COMMON })) {
        seen.push(`${row}`, ...faults.map(({ column, code }) => `${column}: ${code}`))
      }
    }
    await expect(checking()).rejects.toMatchObject({ code: 'quote_not_closed', row: 3 })
    expect(seen).toEqual([
      '1',
      '2',
      'level: too_long',
      'openid: openid_repeated',
      'user_card_code: user_card_code_repeated',
    ])
  })
})

describe('what spreadsheets make of cells', () => {
  test.each<[string, string, string]>([
    ['user_card_code', '4.78516E+11', 'scientific_notation'],
    ['phone_number', '1.38E+10', 'scientific_notation'],
    ['phone_number', '13800138000.0', 'decimal_number'],
    ['user_card_code', '478515832601.00', 'decimal_number'],
    ['user_card_code', "'4785", 'leading_apostrophe'],
    ['phone_number', '’13800138000', 'leading_apostrophe'],
    ['pickup_time', "'2024-05-20T13:29:35+08:00", 'leading_apostrophe'],
    ['user_card_code', '="4785"', 'spreadsheet_formula'],
    ['level', '#N/A', 'spreadsheet_error'],
    ['USER_FORM_FLAG_NAME', '#REF!', 'spreadsheet_error'],
    ['USER_FORM_FLAG_NAME', '张\ufffd', 'replacement_character'],
    ['openid', 'o1 ', 'surrounding_space'],
    ['user_card_code', '\u00a04785', 'surrounding_space'],
    ['phone_number', '13800138000\u3000', 'surrounding_space'],
    [TYPE, 'PERMANENT ', 'surrounding_space'],
    ['pickup_time', ' 2024-05-20T13:29:35+08:00', 'surrounding_space'],
    ['USER_FORM_FLAG_SEX', '男\t', 'surrounding_space'],
    ['card_color', ' ', 'surrounding_space'],
    [DAYS, '365天', 'not_an_integer'],
    [DAYS, '365.0', 'not_an_integer'],
    [DAYS, '-1', 'not_an_integer'],
  ])('%s %j is told once: %s', async (column, cell, code) => {
    expect(await having({ [column]: cell })).toEqual({ faults: [`1 ${column}: ${code}`], warnings: [] })
  })

  test.each<[string, string, string]>([
    ['USER_FORM_FLAG_NAME', ' 张伟', 'surrounding_space'],
    ['level', '金卡 ', 'surrounding_space'],
    ['custom:喜欢的运动', '篮球 |足球', 'surrounding_space'],
    ['user_card_code', '478515832665000000000000', 'digits_lost'],
  ])('%s %j passes with a warning: %s', async (column, cell, code) => {
    expect(await having({ [column]: cell })).toEqual({ faults: [], warnings: [`1 ${column}: ${code}`] })
  })

  test.each([
    ['user_card_code', "A'1.0E+1-#N/A"],
    ['user_card_code', '1E10'],
    ['user_card_code', '1.0'],
    ['user_card_code', '100000000000000000'.slice(0, 17)],
    ['USER_FORM_FLAG_NAME', "'t Hooft"],
    ['USER_FORM_FLAG_ADDRESS', '1 号\n2 层'],
    [DAYS, '0365'],
  ])('%s %j is nothing of the kind', async (column, cell) => {
    const { faults, warnings } = await having({ [column]: cell, ...(column === DAYS && { [TYPE]: 'FIX_TERM' }) })
    const codes = [...faults, ...warnings].join()
    expect(codes).not.toMatch(/notation|decimal|apostrophe|spreadsheet|space|digits|integer/)
  })

  test('a second custom field in a row is the fault, wherever else it stands alone', async () => {
    const content = csv(
      { ...MEMBER, 'custom:运动': '篮球', 'custom:爱好': '' },
      { ...MEMBER, openid: 'o2', user_card_code: '2', 'custom:运动': '', 'custom:爱好': '读书' },
      { ...MEMBER, openid: 'o3', user_card_code: '3', 'custom:运动': '足球', 'custom:爱好': '读书' },
    )
    expect(await issuesOf(content)).toEqual({ faults: ['3 custom:爱好: custom_field_twice'], warnings: [] })
  })
})

describe('an openid or a card code twice', () => {
  test('is a fault of the later row, which names the first, whatever else is wrong with either', async () => {
    const content = csv(
      { ...MEMBER, level: '12345678901' },
      { ...MEMBER, openid: 'o2' },
      { ...MEMBER, user_card_code: '4786', [TYPE]: 'x' },
      { ...MEMBER, user_card_code: '4787' },
    )
    expect((await issuesOf(content)).faults).toEqual([
      '1 level: too_long',
      '2 user_card_code: user_card_code_repeated (1)',
      `3 ${TYPE}: unknown_value`,
      '3 openid: openid_repeated (1)',
      '4 openid: openid_repeated (1)',
    ])
  })

  test('names both rows in its sentence', async () => {
    const [, row] = await check(csv(MEMBER, { ...MEMBER, user_card_code: '2' }))
    expect(row?.faults).toMatchObject([{ row: 2, otherRow: 1, detail: 'Stands in row 1 already.' }])
  })

  test('is found with damage in it too, and in JSONL', async () => {
    const damaged = { ...MEMBER, openid: 'o1 ' }
    expect((await issuesOf(csv(damaged, { ...damaged, user_card_code: '2' }))).faults).toEqual([
      '1 openid: surrounding_space',
      '2 openid: surrounding_space',
      '2 openid: openid_repeated (1)',
    ])
    const { faults } = await issuesOf('{"openid":"o1"}\n{"openid":7}\n{"openid":"o1"}\n{"openid":7}\n')
    expect(faults.filter(fault => fault.includes('repeated'))).toEqual(['3 /openid: openid_repeated (1)'])
  })

  test('is none where the cells are empty, nor in a second check of the same file', async () => {
    expect(
      (await issuesOf(csv({ ...MEMBER, openid: '' }, { ...MEMBER, openid: '', user_card_code: '2' }))).faults,
    ).toEqual(['1 openid: missing', '2 openid: missing'])
    const file = await at.open(csv(MEMBER))
    for (const _ of [1, 2]) {
      const rows = await Array.fromAsync(checkMemberFile(file, { now: NOW, common: COMMON }))
      expect(rows).toMatchObject([{ faults: [] }])
    }
  })
})

describe('what is common to all rows', () => {
  test('is taken where a cell is empty', async () => {
    const common = {
      ...COMMON,
      level: '银卡',
      date_information: { type: 'FIX_TERM', available_day_after_receive: 3_650 },
    }
    const { [TYPE]: _, ...rest } = MEMBER
    const rows = await check(
      csv({ ...rest, level: '' }, { ...rest, openid: 'o2', user_card_code: '2', level: '金卡' }),
      { common },
    )
    expect(rows).toMatchObject([
      { request: { level: '银卡', date_information: { type: 'FIX_TERM', available_day_after_receive: 3_650 } } },
      { request: { level: '金卡' } },
    ])
  })

  test.each(['card_id', 'brand_id'] as const)('is %s, which a row may repeat and not change', async name => {
    const content = csv(
      { ...MEMBER, [name]: COMMON[name] },
      { ...MEMBER, openid: 'o2', user_card_code: '2', [name]: '' },
      { ...MEMBER, openid: 'o3', user_card_code: '3', [name]: '9' },
    )
    expect((await issuesOf(content)).faults).toEqual([`3 ${name}: differs_from_option`])
  })

  test('is refused at once where it is faulty', async () => {
    await expect(check(csv(MEMBER), { common: { ...COMMON, card_id: '' } })).rejects.toMatchObject({
      code: 'defaults_invalid',
      issues: [{ row: 0, column: '/card_id', code: 'empty' }],
    })
  })
})

describe('at once and before any row is refused', () => {
  test('a header with faults, all of them', async () => {
    const refusal = await check('openid,phone\no1,x\n').catch(error => error)
    expect(refusal).toBeInstanceOf(FileError)
    expect(refusal).toMatchObject({ code: 'header_faults' })
    expect(refusal.issues.map(show)).toEqual([
      '0 phone: column_unknown',
      '0 user_card_code: column_missing',
      '0 pickup_time: column_missing',
      `0 ${TYPE}: column_missing`,
    ])
  })

  test('a template that is not in effect', async () => {
    const template = { state: 'CARD_INVALID' }
    await expect(check(csv(MEMBER), { template })).rejects.toMatchObject({ code: 'template_unusable' })
  })
})

test('against the template: the type of validity is a fault, form and code are warnings, by their columns', async () => {
  const template = {
    state: 'CARD_EFFECTIVE',
    code_mode: 'SYSTEM_ALLOCATE',
    valid_date_information: { type: 'PERMANENT' },
    user_information: {
      common_field_list: ['USER_FORM_FLAG_SEX'],
      custom_field_list: [{ type: 'CHECK_BOX', name: '喜欢的运动', values: ['篮球'] }],
    },
  }
  const content = csv(
    { ...MEMBER, user_card_code: '478515832665478515832665', USER_FORM_FLAG_SEX: '男', 'custom:喜欢的运动': '篮球' },
    {
      ...MEMBER,
      openid: 'o2',
      [TYPE]: 'FIX_TERM',
      [DAYS]: '3650',
      USER_FORM_FLAG_CITY: '北京市,北京市',
      'custom:喜欢的运动': '滑雪',
    },
    {
      ...MEMBER,
      openid: 'o3',
      user_card_code: '478515832665478515832666',
      'custom:爱好': '读书',
      level: '12345678901',
    },
  )
  expect(await issuesOf(content, { template })).toEqual({
    faults: [`2 ${TYPE}: validity_type_mismatch`, '3 level: too_long'],
    warnings: [
      '2 USER_FORM_FLAG_CITY: field_not_in_template',
      '2 custom:喜欢的运动: value_not_in_template',
      '2 user_card_code: code_not_allocated',
      '3 custom:爱好: field_not_in_template',
    ],
  })
})

test('no issue ever quotes a value', async () => {
  const secret = 'Geheimnis4711'
  const columns = [
    ...Object.keys(MEMBER),
    'level',
    'card_id',
    DAYS,
    'USER_FORM_FLAG_EMAIL',
    'USER_FORM_FLAG_CITY',
    'custom:运动',
    'custom:爱好',
  ]
  const cell = fc.constantFrom(
    secret,
    ` ${secret}`,
    `'${secret}`,
    `${secret}\ufffd`,
    `${secret}🀄`,
    `a|${secret}`,
    secret.repeat(30),
    '',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: columns.length, maxLength: columns.length }), async cells => {
      const member = Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? '']))
      const rows = await check(`${csv(member, member)}\n${secret}\n`)
      expect(JSON.stringify(rows.map(({ faults, warnings }) => [faults, warnings]))).not.toContain(secret)
      const [first] = await check(
        JSON.stringify({ ...member, [secret]: secret, user_information: { [secret]: [secret] } }),
      )
      for (const { detail, hint } of first?.faults ?? []) expect(detail + hint).not.toContain(secret)
    }),
    { numRuns: 50 },
  )
})
