/** The ciphertext that the official samples print (partner/4015336981): base64 of 256 bytes. */
export const CIPHERTEXT = [
  'vvysDQeEaH3I+wRh14St0abIkvQyFgh/fbWYSs2bLtG9tj+bdJn4WSCPzLhShNHgujZzseiL6sYmT7E65mv/eFeTa7yslYfrX0hrhHazSM/+tfvN',
  '/C3OZwiBbcrF9LTIIdBVhGOqhCx0gK5YAVZc8dbW/yJqC5i79PDfVYJtpQe3A4v/GiDa2Q+Mv03taxgnEkzqlSPjkXiCYBj9UaFJ4bqCTXiO2Kt6',
  'TpczvAaZW+9/blxiJwqEFXe78LbrIQvkDUmVdZbqBdPQ+QGQgc/2Ea4IbP/EEt1qSyXnFbzaaKSE2j4mAFON3kzNexb/SYkHZNJAuCittaW4wpGj',
  '7U+h9A==',
].join('')

/** 2026-08-01T00:00:00Z, after every pickup time here. */
export const NOW = Date.UTC(2026, 7, 1)

/** The example of the page that the project was asked for, its abbreviated ciphertexts written out. */
export const seedExample = () => ({
  brand_id: '1004',
  card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
  openid: 'obLatjnx9gnqzS4myYGmLZ7LgLBA',
  user_card_code: '478515832665',
  phone_number: CIPHERTEXT,
  user_information: {
    common_field_list: [{ name: 'USER_FORM_FLAG_SEX', value: CIPHERTEXT }],
    custom_field_list: [{ name: '喜欢的运动', user_chosen_values: [CIPHERTEXT] }],
  },
  date_information: {
    type: 'FIX_TIME_RANGE',
    available_begin_time: '2020-05-20T13:29:35.120+08:00',
    available_end_time: '2030-05-20T13:29:35.120+08:00',
    available_day_after_receive: 200,
  },
  pickup_time: '2020-05-20T13:29:35.120+08:00',
})

/** The sample of the official page, partner/4015336981, as it sends every field of the request. */
export const officialSample = () => ({
  brand_id: '1001622624',
  card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
  openid: 'obLatjnx9gnqzS4myYGmLZ7LgLBA',
  user_card_code: '478515832665',
  phone_number: CIPHERTEXT,
  card_color: '#FFFF00',
  card_picture_url: 'https://wxpaylogo.qpic.cn/wxpaylogo/PiajxSqBRaEIPAeia7Imvtsn7sYGNcEj33YzVvJF88ECQ19LXId8ZL2Q/0',
  level: '钻石会员',
  user_information: {
    common_field_list: [{ name: 'USER_FORM_FLAG_BIRTHDAY', value: CIPHERTEXT }],
    custom_field_list: [{ name: '喜欢的运动', user_chosen_values: [CIPHERTEXT] }],
  },
  valid_date_information: {
    type: 'PERMANENT',
    available_begin_time: '2020-05-20T13:29:35.120+08:00',
    available_end_time: '2020-05-20T13:29:35.120+08:00',
    available_day_after_receive: 30,
  },
  pickup_time: '2020-05-20T13:29:35.120+08:00',
})

/** A request with every field, personal fields plain, that gives neither fault nor warning. */
export const plainRequest = () => ({
  brand_id: '1004',
  card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
  openid: 'obLatjnx9gnqzS4myYGmLZ7LgLBA',
  user_card_code: 'A-478515832665',
  phone_number: '13800138000',
  card_color: '#ffff00',
  card_picture_url: 'https://wxpaylogo.qpic.cn/wxpaylogo/example/0',
  level: '钻石会员',
  user_information: {
    common_field_list: [
      { name: 'USER_FORM_FLAG_SEX', value: '女' },
      { name: 'USER_FORM_FLAG_NAME', value: '王小明' },
      { name: 'USER_FORM_FLAG_BIRTHDAY', value: '1990-02-28' },
      { name: 'USER_FORM_FLAG_ADDRESS', value: '深南大道 1 号' },
      { name: 'USER_FORM_FLAG_EMAIL', value: 'wang@example.com' },
      { name: 'USER_FORM_FLAG_CITY', value: '广东省,深圳市' },
    ],
    custom_field_list: [{ name: '喜欢的运动', user_chosen_values: ['篮球', '游泳'] }],
  },
  valid_date_information: { type: 'PERMANENT' },
  pickup_time: '2024-05-20T13:29:35+08:00',
})
