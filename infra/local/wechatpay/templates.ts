import { refused } from './catalogue.ts'
import type { JsonObject } from './parse-json.ts'

export const VALIDITY_TYPES = ['FIX_TIME_RANGE', 'FIX_TERM', 'PERMANENT'] as const
export type ValidityType = (typeof VALIDITY_TYPES)[number]

export const COMMON_FIELDS = [
  'USER_FORM_FLAG_SEX',
  'USER_FORM_FLAG_NAME',
  'USER_FORM_FLAG_BIRTHDAY',
  'USER_FORM_FLAG_ADDRESS',
  'USER_FORM_FLAG_EMAIL',
  'USER_FORM_FLAG_CITY',
] as const
export type CommonField = (typeof COMMON_FIELDS)[number]

export type Template = {
  cardId: string
  brandId: string
  state: 'CARD_EFFECTIVE' | 'CARD_INVALID'
  validity: { type?: ValidityType; available_begin_time?: string; available_end_time?: string } & {
    available_day_after_receive?: number
  }
  commonFields: readonly CommonField[]
  customField?: { name: string; values: string[] }
}

const SPORTS = { name: '喜欢的运动', values: ['篮球', '足球', '跑步', '游泳', '羽毛球'] }
const RANGE = { available_begin_time: '2020-01-01T00:00:00+08:00', available_end_time: '2040-01-01T00:00:00+08:00' }

/** Brand 1004 has granted the provider and opened the function; 1005 has not opened it; any other has granted nothing. */
const OPEN_BRANDS: Record<string, boolean> = { 1004: true, 1005: false }

export const DEFAULT_CARD_ID = 'pbLatjvWOibDc5-TBnbUk1pD12o0'

const TEMPLATES: readonly Template[] = [
  // Names no validity type (its page does not require one) and takes all three: no real template does.
  {
    cardId: DEFAULT_CARD_ID,
    brandId: '1004',
    state: 'CARD_EFFECTIVE',
    validity: {},
    commonFields: COMMON_FIELDS,
    customField: SPORTS,
  },
  {
    cardId: 'p-simulator-fix-time-range',
    brandId: '1004',
    state: 'CARD_EFFECTIVE',
    validity: { type: 'FIX_TIME_RANGE', ...RANGE },
    commonFields: COMMON_FIELDS,
    customField: SPORTS,
  },
  {
    cardId: 'p-simulator-fix-term',
    brandId: '1004',
    state: 'CARD_EFFECTIVE',
    validity: { type: 'FIX_TERM', available_day_after_receive: 365 },
    commonFields: COMMON_FIELDS,
    customField: SPORTS,
  },
  {
    cardId: 'p-simulator-permanent',
    brandId: '1004',
    state: 'CARD_EFFECTIVE',
    validity: { type: 'PERMANENT' },
    commonFields: ['USER_FORM_FLAG_SEX', 'USER_FORM_FLAG_NAME'],
  },
  {
    cardId: 'p-simulator-invalid',
    brandId: '1004',
    state: 'CARD_INVALID',
    validity: { type: 'PERMANENT' },
    commonFields: [],
  },
]

/** Refuses a brand that has not granted the caller or not opened the member function (CONTRACT.md 3.4). */
export function checkBrand(brandId: string): void {
  const isOpen = OPEN_BRANDS[brandId]
  if (isOpen === undefined) throw refused('NO_AUTH')
  if (!isOpen) throw refused('FUNCTION_CLOSED')
}

export function findTemplate(brandId: string, cardId: string): Template | undefined {
  return TEMPLATES.find(template => template.brandId === brandId && template.cardId === cardId)
}

/** The answer to the template query; fields as on partner/4015336974. */
export function showTemplate({ cardId, brandId, state, validity, commonFields, customField }: Template): JsonObject {
  return {
    out_request_no: `${brandId}_${cardId}`,
    card_id: cardId,
    brand_id: brandId,
    appid: 'wxea9c30890f48d5ae',
    card_type: 'NORMAL',
    card_title: '测试卡',
    card_color: '#FFFF00',
    card_picture_url: 'https://wxpaylogo.qpic.cn/wxpaylogo/simulator/0',
    code_mode: 'MERCHANT_ALLOCATE',
    code_type: 'NONE_CODE',
    benefits: '会员折扣',
    notify_url: 'https://merchant.example/notify',
    legal_agreement: '商家法务协议',
    valid_date_information: { ...validity },
    member_information: { jump_appid: 'wxea9c30a90fs8d3fe', jump_path: '/pages/member/member' },
    user_information: {
      common_field_list: [...commonFields],
      custom_field_list: customField ? [{ type: 'CHECK_BOX', ...customField }] : [],
    },
    state,
    create_time: '2025-08-01T10:00:00.000+08:00',
    modify_time: '2025-08-01T10:00:00.000+08:00',
  }
}
