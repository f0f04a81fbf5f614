import type {
  commonFieldEntries,
  customFieldEntries,
  importRequestEntries,
  userInformationEntries,
  validityEntries,
} from './import-request.ts'

/** Every field by its path; those of `date_information` are those of its younger name. */
type FieldPath =
  | keyof typeof importRequestEntries
  | `user_information.${keyof typeof userInformationEntries}`
  | `user_information.common_field_list[].${keyof typeof commonFieldEntries}`
  | `user_information.custom_field_list[].${keyof typeof customFieldEntries}`
  | `valid_date_information.${keyof typeof validityEntries}`

/** What a field is, in Chinese. Apart from the English, so that the bundles do not carry it. */
export const FIELDS_ZH: Readonly<Record<FieldPath, string>> = {
  brand_id: '会员卡所属的品牌。使用服务商凭证时必填；使用品牌凭证时就是该凭证的品牌。',
  card_id: '会员卡模板。',
  openid: '用户在会员卡模板所用 AppID 下的 openid。',
  user_card_code: '会员卡 code，在一个模板内唯一：数字、英文字母和半角标点。',
  phone_number: '个人信息。UTF-8 最多 214 字节。',
  card_color: '会员卡的颜色，例如 #FFFF00。',
  card_picture_url: '微信支付的图片上传接口返回的地址。',
  level: '显示在会员卡上的等级。',
  user_information: '会员填写的资料；每个字段都须是会员卡模板中有的。',
  'user_information.common_field_list': '每个通用字段只给一次。',
  'user_information.common_field_list[].name': '哪一个通用字段。',
  'user_information.common_field_list[].value':
    '个人信息。SEX：男 或 女；BIRTHDAY：yyyy-MM-DD；CITY：省份和城市，中间用一个半角逗号分开；UTF-8 最多 214 字节。',
  'user_information.custom_field_list': '一个自定义的资料字段。',
  'user_information.custom_field_list[].name': '该资料字段在会员卡模板中的名称。',
  'user_information.custom_field_list[].user_chosen_values': '个人信息。模板中的选项，每个最多 8 个字符。',
  date_information: 'valid_date_information 的旧名称：两者恰好给一个。',
  valid_date_information: '会员卡的有效期。',
  'valid_date_information.type': '与会员卡模板的一致。',
  'valid_date_information.available_begin_time': 'FIX_TIME_RANGE：从此时起有效。',
  'valid_date_information.available_end_time': 'FIX_TIME_RANGE：在此时之前有效。',
  'valid_date_information.available_day_after_receive': 'FIX_TERM：自 pickup_time 起有效的自然日天数。',
  pickup_time: '会员得到会员卡的时刻：必须是过去的时刻。',
}
