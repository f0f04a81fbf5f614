import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkImportRequest } from '../../functions/member/check-import-request.ts'
import type { ImportRequest } from '../../functions/member/import-request.ts'
import { personalFields, replacePersonalFields } from '../../functions/member/personal-fields.ts'
import { readUserCard, type UserCard } from '../../functions/member/user-card.ts'
import { CIPHERTEXT, NOW, officialSample, plainRequest } from './samples.ts'

function request(): ImportRequest {
  const checked = checkImportRequest(plainRequest(), { now: NOW, encrypted: false })
  if (!checked.ok) throw new Error('the plain request is not sound')
  return checked.request
}

function card(): UserCard {
  const read = readUserCard({ ...officialSample(), user_card_state: 'EFFECTIVE', unknown_yet: { phone_number: '1' } })
  if (!read) throw new Error('the sample is no card')
  return read
}

const values = (count: number) => fc.array(fc.string(), { minLength: count, maxLength: count })

describe('personalFields', () => {
  it('lists the phone number, the common values and each chosen value of a request, and nothing else', () => {
    expect(personalFields(request())).toEqual([
      { pointer: '/phone_number', value: '13800138000' },
      { pointer: '/user_information/common_field_list/0/value', value: '女' },
      { pointer: '/user_information/common_field_list/1/value', value: '王小明' },
      { pointer: '/user_information/common_field_list/2/value', value: '1990-02-28' },
      { pointer: '/user_information/common_field_list/3/value', value: '深南大道 1 号' },
      { pointer: '/user_information/common_field_list/4/value', value: 'wang@example.com' },
      { pointer: '/user_information/common_field_list/5/value', value: '广东省,深圳市' },
      { pointer: '/user_information/custom_field_list/0/user_chosen_values/0', value: '篮球' },
      { pointer: '/user_information/custom_field_list/0/user_chosen_values/1', value: '游泳' },
    ])
  })

  it('lists those of a card', () => {
    expect(personalFields(card())).toEqual([
      { pointer: '/phone_number', value: CIPHERTEXT },
      { pointer: '/user_information/common_field_list/0/value', value: CIPHERTEXT },
      { pointer: '/user_information/custom_field_list/0/user_chosen_values/0', value: CIPHERTEXT },
    ])
  })

  it('finds none where there are none', () => {
    const { phone_number: _phone, user_information: _form, ...rest } = request()
    expect(personalFields(rest)).toEqual([])
    expect(personalFields({ ...rest, user_information: {} })).toEqual([])
  })
})

describe('replacePersonalFields', () => {
  it.each([
    ['a request', request],
    ['a card', card],
  ])('changes nothing of %s when each value replaces itself', (_, make) => {
    const own = new Map(personalFields(make()).map(({ pointer, value }) => [pointer, value]))
    expect(replacePersonalFields(make(), own)).toEqual(make())
  })

  it('replaces exactly the fields that are named, in a copy', () => {
    const pointers = personalFields(request()).map(field => field.pointer)
    fc.assert(
      fc.property(fc.subarray(pointers), values(pointers.length), (chosen, texts) => {
        const original = request()
        const replacements = new Map(chosen.map((pointer, index) => [pointer, texts[index] ?? '']))
        const replaced = replacePersonalFields(original, replacements)
        expect(original).toEqual(request())
        const expected = personalFields(original).map(field => replacements.get(field.pointer) ?? field.value)
        expect(personalFields(replaced).map(field => field.value)).toEqual(expected)
        const back = new Map(personalFields(original).map(({ pointer, value }) => [pointer, value]))
        expect(replacePersonalFields(replaced, back)).toEqual(original)
      }),
    )
  })

  it('replaces no field but personal ones, whatever is named', () => {
    const named = new Map([
      ['/openid', 'x'],
      ['/user_information/common_field_list/0/name', 'x'],
      ['/unknown_yet/phone_number', 'x'],
    ])
    expect(replacePersonalFields(card(), named)).toEqual(card())
  })
})
