/** One member, as the README sends it. */
export const REQUEST = {
  brand_id: '1004',
  card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
  openid: 'obLatjnx9gnqzS4myYGmLZ7LgLBA',
  user_card_code: '478515832665',
  phone_number: '13900000000',
  valid_date_information: { type: 'PERMANENT' },
  pickup_time: '2020-05-20T13:29:35+08:00',
}

export const CARD = {
  ...REQUEST,
  card_type: 'NORMAL',
  user_card_state: 'EFFECTIVE',
  create_time: '2024-08-05T17:33:41.000+08:00',
  modify_time: '2024-08-05T17:33:41.000+08:00',
}

export const TEMPLATE = {
  card_id: REQUEST.card_id,
  brand_id: REQUEST.brand_id,
  state: 'CARD_EFFECTIVE',
  valid_date_information: { type: 'PERMANENT' },
  user_information: { common_field_list: ['USER_FORM_FLAG_NAME'] },
}

export const ENCRYPTION_KEY = {
  wechatpay_serial: 'PUB_KEY_ID_0112345678902024080500000000000001',
  public_key: '-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n',
}

export const JOB = {
  job_id: 'spring',
  state: 'running',
  rows: 100,
  queued: 100,
  counts: { imported: 30, already_member: 4, rejected: 5, unsettled: 1, unprocessed: 0 },
  ended: 40,
  left: 60,
  rate: { calls_per_second: 4.85, wechatpay_down: false },
  estimated_end: '2024-08-05T09:34:03.000Z',
  halts: [],
  created_at: '2024-08-05T09:33:41.000Z',
  updated_at: '2024-08-05T09:33:51.000Z',
}
