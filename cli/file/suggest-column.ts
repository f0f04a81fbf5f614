import { nearestName } from '../../functions/member/nearest-name.ts'
import { COLUMNS, CUSTOM_PREFIX, isCustom } from './columns.ts'

/** Beyond this length two slips of the pen leave a name recognisable, so that spelling counts more than the words in it. */
const SHORT = 7

/** What people call a column, in the order of trying: the first that occurs in a name is meant. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/open_?id/i, 'openid'],
  [/phone|mobile|tel|手机|电话/i, 'phone_number'],
  [/card_?(code|no|num)|^code$|卡号|会员号|编号/i, 'user_card_code'],
  [/模板|template|^card$/i, 'card_id'],
  [/brand|品牌/i, 'brand_id'],
  [/mail|邮箱|邮件/i, 'USER_FORM_FLAG_EMAIL'],
  [/birth|生日|出生/i, 'USER_FORM_FLAG_BIRTHDAY'],
  [/sex|gender|性别/i, 'USER_FORM_FLAG_SEX'],
  [/city|城市|省市/i, 'USER_FORM_FLAG_CITY'],
  [/address|地址/i, 'USER_FORM_FLAG_ADDRESS'],
  [/level|grade|tier|等级|级别/i, 'level'],
  [/colou?r|颜色/i, 'card_color'],
  [/picture|image|url|图片/i, 'card_picture_url'],
  [/pick_?up|join|领取|领卡|开卡|入会|注册/i, 'pickup_time'],
  [/begin|start|开始|生效/i, 'valid_date_information.available_begin_time'],
  [/end|expir|结束|到期|失效/i, 'valid_date_information.available_end_time'],
  [/days?|天数/i, 'valid_date_information.available_day_after_receive'],
  [/type|valid|类型|有效期/i, 'valid_date_information.type'],
  [/name|姓名|名字/i, 'USER_FORM_FLAG_NAME'],
]

/** The column that an unknown name most likely means. */
export function suggestColumn(name: string): string | undefined {
  const trimmed = name.trim()
  const custom = /^custom\s*[:：=._-]\s*(.+)$/i.exec(trimmed)?.[1]
  if (custom !== undefined) return CUSTOM_PREFIX + custom
  const same = COLUMNS.find(column => column.toLowerCase() === trimmed.toLowerCase())
  if (same !== undefined) return same
  const bySpelling = nearestName(trimmed, COLUMNS)
  const byWord = WORDS.find(([word]) => word.test(trimmed))?.[1]
  return trimmed.length > SHORT ? (bySpelling ?? byWord) : (byWord ?? bySpelling)
}

export const isKnownColumn = (name: string) => COLUMNS.includes(name) || isCustom(name)
