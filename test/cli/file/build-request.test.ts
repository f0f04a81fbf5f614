import { expect, test } from 'vitest'
import { createRequestBuilder } from '../../../cli/file/build-request.ts'

const build = (cells: Record<string, string>) => createRequestBuilder(Object.keys(cells))(Object.values(cells))

test('cells become the fields that their columns name, at any depth', () => {
  const cells = {
    openid: 'o1',
    'date_information.type': 'FIX_TERM',
    'date_information.available_day_after_receive': '365',
  }
  expect(build(cells)).toEqual({
    openid: 'o1',
    date_information: { type: 'FIX_TERM', available_day_after_receive: 365 },
  })
})

test('an empty cell is an absent field', () => {
  const cells = {
    openid: 'o1',
    level: '',
    'date_information.type': '',
    USER_FORM_FLAG_NAME: '',
    'custom:喜欢的运动': '',
  }
  expect(build(cells)).toEqual({ openid: 'o1' })
})

test('common fields and the custom field make the user information, in the order of the columns', () => {
  expect(build({ USER_FORM_FLAG_SEX: '女', 'custom:喜欢的运动': '篮球|足球', USER_FORM_FLAG_NAME: '王芳' })).toEqual({
    user_information: {
      common_field_list: [
        { name: 'USER_FORM_FLAG_SEX', value: '女' },
        { name: 'USER_FORM_FLAG_NAME', value: '王芳' },
      ],
      custom_field_list: [{ name: '喜欢的运动', user_chosen_values: ['篮球', '足球'] }],
    },
  })
})

test('a custom field with a dot or colon in its name keeps it', () => {
  expect(build({ 'custom:a.b:c': 'x' })).toEqual({
    user_information: { custom_field_list: [{ name: 'a.b:c', user_chosen_values: ['x'] }] },
  })
})

test('only days are numbers, and only where they are digits: the check is to tell of the rest', () => {
  const days = (cell: string) => build({ 'valid_date_information.available_day_after_receive': cell })
  expect(days('30')).toEqual({ valid_date_information: { available_day_after_receive: 30 } })
  expect(days('30 days')).toEqual({ valid_date_information: { available_day_after_receive: '30 days' } })
  expect(build({ user_card_code: '0478', phone_number: '13900000001' })).toEqual({
    user_card_code: '0478',
    phone_number: '13900000001',
  })
})
