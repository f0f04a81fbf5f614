import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkAgainstTemplate, checkTemplate, readTemplate } from '../../functions/member/check-template.ts'
import { findTemplate, showTemplate } from '../../infra/local/wechatpay/templates.ts'
import { plainRequest } from './samples.ts'

/** As the page of the template query shows it (partner/4015336974), with a form of two fields. */
const TEMPLATE = {
  card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
  code_mode: 'MERCHANT_ALLOCATE',
  valid_date_information: { type: 'PERMANENT', available_day_after_receive: 30 },
  user_information: {
    common_field_list: ['USER_FORM_FLAG_SEX', 'USER_FORM_FLAG_NAME'],
    custom_field_list: [{ type: 'CHECK_BOX', name: '喜欢的运动', values: ['篮球', '足球'] }],
  },
  state: 'CARD_EFFECTIVE',
}

const REQUEST = {
  ...plainRequest(),
  user_information: {
    common_field_list: [{ name: 'USER_FORM_FLAG_SEX', value: '女' }],
    custom_field_list: [{ name: '喜欢的运动', user_chosen_values: ['篮球', '足球'] }],
  },
}

function check(request: Record<string, unknown>, template: object = TEMPLATE) {
  const { faults, warnings } = checkAgainstTemplate(request, readTemplate(template))
  const shown = (found: typeof faults) => found.map(({ code, pointer }) => `${code} ${pointer}`)
  return { faults: shown(faults), warnings: shown(warnings) }
}

const NOTHING = { faults: [], warnings: [] }

describe('a request against its template', () => {
  it('has nothing wrong that the template provides for', () => {
    expect(check(REQUEST)).toEqual(NOTHING)
    expect(check({ ...REQUEST, user_information: undefined })).toEqual(NOTHING)
  })

  it.each(['valid_date_information', 'date_information'])('must have its type of validity, in %s', spelling => {
    const { valid_date_information: _, ...rest } = REQUEST
    const validity = { type: 'FIX_TERM', available_day_after_receive: 30 }
    expect(check({ ...rest, [spelling]: validity })).toEqual({
      faults: [`validity_type_mismatch /${spelling}/type`],
      warnings: [],
    })
  })

  it('has doubtful form fields that the template lacks, each of them', () => {
    const form = {
      common_field_list: [
        { name: 'USER_FORM_FLAG_CITY', value: 'x' },
        { name: 'USER_FORM_FLAG_NAME', value: 'x' },
        { name: 'USER_FORM_FLAG_EMAIL', value: 'x' },
      ],
      custom_field_list: [{ name: '爱好', user_chosen_values: ['篮球'] }],
    }
    expect(check({ ...REQUEST, user_information: form })).toEqual({
      faults: [],
      warnings: [
        'field_not_in_template /user_information/common_field_list/0/name',
        'field_not_in_template /user_information/common_field_list/2/name',
        'field_not_in_template /user_information/custom_field_list/0/name',
      ],
    })
  })

  it('has all its form fields doubtful where the template has no form', () => {
    const { user_information: _, ...template } = TEMPLATE
    expect(check(REQUEST, template).warnings).toHaveLength(2)
  })

  const values = '/user_information/custom_field_list/0/user_chosen_values'

  it('has doubtful values that the template does not offer', () => {
    const form = { custom_field_list: [{ name: '喜欢的运动', user_chosen_values: ['篮球', '滑雪', '足球 '] }] }
    expect(check({ ...REQUEST, user_information: form })).toEqual({
      faults: [],
      warnings: [`value_not_in_template ${values}/1`, `value_not_in_template ${values}/2`],
    })
  })

  it('chooses one value where the template lets the user choose one', () => {
    const field = { type: 'RADIO', name: '喜欢的运动', values: ['篮球', '足球'] }
    const template = { ...TEMPLATE, user_information: { ...TEMPLATE.user_information, custom_field_list: [field] } }
    expect(check(REQUEST, template).warnings).toEqual([`value_not_in_template ${values}`])
    const one = [{ name: '喜欢的运动', user_chosen_values: ['足球'] }]
    const form = { ...REQUEST.user_information, custom_field_list: one }
    expect(check({ ...REQUEST, user_information: form }, template)).toEqual(NOTHING)
  })

  it.each([
    ['4785158326654785158326', ['code_not_allocated /user_card_code']],
    ['47851583266547851583266A', ['code_not_allocated /user_card_code']],
    ['478515832665478515832665', []],
  ])('of allocated codes has 24 digits: %s', (code, warnings) => {
    const template = { ...TEMPLATE, code_mode: 'SYSTEM_ALLOCATE' }
    expect(check({ ...REQUEST, user_card_code: code }, template)).toEqual({ faults: [], warnings })
  })
})

describe('a template', () => {
  it('must be in effect', () => {
    expect(checkTemplate(readTemplate(TEMPLATE))).toEqual([])
    expect(checkTemplate(readTemplate({ ...TEMPLATE, state: 'CARD_INVALID' }))).toMatchObject([
      { code: 'template_not_effective', pointer: '/state' },
    ])
  })

  it('that says nothing asks nothing of validity, code and values', () => {
    for (const template of [
      {},
      { state: 7, code_mode: null, valid_date_information: 'x', user_information: [] },
      { valid_date_information: {} },
    ]) {
      expect(checkTemplate(readTemplate(template))).toEqual([])
      expect(check({ ...REQUEST, user_information: undefined }, template)).toEqual(NOTHING)
    }
    const named = {
      user_information: { common_field_list: ['USER_FORM_FLAG_SEX'], custom_field_list: [{ name: '喜欢的运动' }] },
    }
    expect(check(REQUEST, named)).toEqual(NOTHING)
  })

  it('of the simulator is read', () => {
    const template = findTemplate('1004', 'p-simulator-permanent')
    if (!template) throw new Error('the simulator has no such template')
    expect(check(REQUEST, showTemplate(template))).toEqual({
      faults: [],
      warnings: ['field_not_in_template /user_information/custom_field_list/0/name'],
    })
  })

  it('of any shape, and a request of any shape, never throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (template, form, validity) => {
        const request = { user_information: form, valid_date_information: validity, user_card_code: form }
        const read = readTemplate({ ...TEMPLATE, user_information: template, valid_date_information: template })
        expect(() => [checkAgainstTemplate(request, read), readTemplate(template)]).not.toThrow()
      }),
    )
  })
})
