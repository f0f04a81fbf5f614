import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readUserCard } from '../../functions/member/user-card.ts'
import { officialSample } from './samples.ts'

/** The answer that the official page prints (partner/4015336981). */
const answer = () => ({
  ...officialSample(),
  card_type: 'NORMAL',
  attach: '自定义数据说明',
  user_card_state: 'EFFECTIVE',
  invalid_reason: '传入的自定义作废原因',
  invalid_time: '2020-05-20T13:29:35.120+08:00',
  create_time: '2020-05-20T13:29:35.120+08:00',
  modify_time: '2020-05-20T13:29:35.120+08:00',
})

const least = () => ({ user_card_code: '1', card_id: 'p', openid: 'o', user_card_state: 'INVALID' })

describe('readUserCard', () => {
  it('reads the answer of the official page', () => {
    expect(readUserCard(answer())).toEqual(answer())
  })

  it('reads a card of the four fields by which it is recognised', () => {
    expect(readUserCard(least())).toEqual(least())
  })

  it.each(['UNACTIVATED', 'EFFECTIVE', 'EXPIRED', 'INVALID'])('knows the state %s', state => {
    expect(readUserCard({ ...least(), user_card_state: state })?.user_card_state).toBe(state)
  })

  it.each(['user_card_code', 'card_id', 'openid', 'user_card_state'])('reads no card without %s', field => {
    expect(readUserCard({ ...least(), [field]: undefined })).toBeUndefined()
    expect(readUserCard({ ...least(), [field]: 7 })).toBeUndefined()
    expect(readUserCard(Object.fromEntries(Object.entries(least()).filter(([name]) => name !== field)))).toBeUndefined()
  })

  it('reads no card of a state it does not know', () => {
    expect(readUserCard({ ...least(), user_card_state: 'FROZEN' })).toBeUndefined()
  })

  it('keeps what it does not know, at every level', () => {
    const card = {
      ...answer(),
      new_field: { deep: [1] },
      valid_date_information: { ...answer().valid_date_information, zone: 8 },
      user_information: {
        common_field_list: [{ name: 'USER_FORM_FLAG_NEW', value: 'x', order: 1 }],
        custom_field_list: [{ name: 'x', user_chosen_values: ['y'], order: 2 }],
        other_list: [],
      },
    }
    expect(readUserCard(card)).toEqual(card)
  })

  it.each([
    ['level', null],
    ['create_time', 1589952575],
    ['phone_number', { mobile: '1' }],
    ['user_information', 'x'],
    ['valid_date_information', null],
  ])('takes a %s of an unexpected type for absent', (field, value) => {
    expect(JSON.parse(JSON.stringify(readUserCard({ ...least(), [field]: value })))).toEqual(least())
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, form) => {
        expect(readUserCard(value)).toBeUndefined()
        expect(readUserCard({ ...least(), user_information: form })).toMatchObject(least())
      }),
    )
  })
})
