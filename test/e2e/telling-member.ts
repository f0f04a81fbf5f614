import { BRAND, CARD } from './harness.ts'

/** Values that stand nowhere else. The sex has two values only; it is looked for as it stands in the request. */
export const PERSONAL = {
  phone: '13917264835',
  name: '欧阳锦鲤',
  birthday: '1987-11-23',
  address: '翡翠路鹦鹉巷 417 号',
  email: 'kanarienvogel@example.com',
  city: '广西壮族自治区,崇左市',
  choices: ['藤球', '板羽球七'],
  sex: '"女"',
}
export const VALUES = Object.values(PERSONAL).flat()

/** A member with every personal field; openid and card code are told apart from other words too. */
export function tellingMember(mark: string) {
  return {
    brand_id: BRAND,
    card_id: CARD,
    openid: `oZaunkoenig-${mark}-`,
    user_card_code: `ZAUN${mark}`,
    phone_number: PERSONAL.phone,
    user_information: {
      common_field_list: [
        { name: 'USER_FORM_FLAG_NAME', value: PERSONAL.name },
        { name: 'USER_FORM_FLAG_SEX', value: '女' },
        { name: 'USER_FORM_FLAG_BIRTHDAY', value: PERSONAL.birthday },
        { name: 'USER_FORM_FLAG_ADDRESS', value: PERSONAL.address },
        { name: 'USER_FORM_FLAG_EMAIL', value: PERSONAL.email },
        { name: 'USER_FORM_FLAG_CITY', value: PERSONAL.city },
      ],
      custom_field_list: [{ name: '喜欢的运动', user_chosen_values: PERSONAL.choices }],
    },
    valid_date_information: { type: 'PERMANENT' },
    pickup_time: '2020-05-20T13:29:35+08:00',
  }
}
export const IDENTIFIERS = ['oZaunkoenig-', 'ZAUN']

/** Too long in every personal field, each value still the member's own. */
export function faultyMember() {
  const { user_information: form, ...rest } = tellingMember('sick')
  const common_field_list = form.common_field_list.map(({ name, value }) => ({ name, value: value.repeat(80) }))
  const custom_field_list = [{ name: '喜欢的运动', user_chosen_values: PERSONAL.choices.map(text => text.repeat(9)) }]
  return {
    ...rest,
    phone_number: PERSONAL.phone.repeat(20),
    user_information: { common_field_list, custom_field_list },
  }
}
