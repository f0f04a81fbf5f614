import type { FaultCode } from './faults.ts'
import type { Words } from './reasons-zh.ts'

export const FAULTS_ZH: Readonly<Record<FaultCode, Words>> = {
  // The body as JSON.
  body_too_large: { sentence: '请求体超过 256 KiB。', mend: '每个请求体只放一个导入请求，最多 256 KiB。' },
  not_utf8: { sentence: '请求体不是 UTF-8。', mend: '用 UTF-8 编码请求体。' },
  not_json: { sentence: '请求体不是 JSON。', mend: '发送一个 JSON 对象（RFC 8259）。' },
  nested_too_deep: { sentence: 'JSON 嵌套超过 16 层。', mend: '按文档的结构发送导入请求；它只需要五层。' },
  duplicate_key: { sentence: '同一对象中有相同的键。', mend: '每个对象的每个键只给一次。' },
  forbidden_key: { sentence: '对象中有名为 __proto__ 的键。', mend: '去掉这个键。' },
  message_attributes_invalid: {
    sentence: '消息属性 job_id 和 row 的格式不对，或只有其中一个。',
    mend: '同时给出 job_id（字母、数字、_ 和 -，最多 64 个）与 row（从 1 起的十进制数），或都不给。',
  },
  wechatpay_serial_malformed: {
    sentence: 'Wechatpay-Serial 既不是微信支付公钥 ID，也不是证书序列号。',
    mend: '发送加密个人信息所用密钥的序列号：PUB_KEY_ID_…',
  },
  // Shape.
  wrong_type: { sentence: '值的 JSON 类型不是该字段的类型。', mend: '改为说明中指出的 JSON 类型。' },
  null_value: { sentence: '值为 null，微信支付不接受。', mend: '不要发送 null，去掉该字段。' },
  missing: { sentence: '缺少必填字段。', mend: '补上该字段。' },
  unknown_field: { sentence: '导入请求没有这个名称的字段。', mend: '去掉该字段，或改正其名称。' },
  unknown_value: { sentence: '该字段不接受这个值。', mend: '使用说明中列出的某个值。' },
  too_few_items: { sentence: '列表的项数太少。', mend: '增加一项，或把列表连同所在的对象一起去掉。' },
  too_many_items: { sentence: '列表的项数太多。', mend: '去掉多余的项。' },
  // Texts.
  empty: { sentence: '文字为空。', mend: '填写内容；可选的字段也可以去掉。' },
  too_long: { sentence: '文字的字符数超过该字段的上限。', mend: '缩短文字；按字符计，不按字节计。' },
  outside_bmp: {
    sentence: '文字中有 UTF-8 需要四个字节的字符。',
    mend: '去掉表情符号和其他四字节字符：微信支付只接受一到三字节的 UTF-8。',
  },
  lone_surrogate: { sentence: '文字中有半个字符（不成对的代理项）。', mend: '修正文字：其中有半个字符。' },
  user_card_code_invalid: {
    sentence: '会员卡 code 中有数字、英文字母和半角标点以外的字符。',
    mend: '只使用数字、英文字母和半角标点。',
  },
  user_card_code_space: {
    sentence: '会员卡 code 中有空格。',
    mend: '如果微信支付拒绝该 code，就去掉空格：文档没有说空格算标点。',
  },
  card_color_invalid: {
    sentence: '颜色不是 # 加六位十六进制数字。',
    mend: '颜色写成 # 加六位十六进制数字，例如 #FFFF00。',
  },
  card_picture_url_invalid: { sentence: '图片不是 https 地址。', mend: '使用图片上传接口返回的 https 地址。' },
  other_brand: {
    sentence: '请求所写的品牌不是凭证的品牌。',
    mend: '去掉 brand_id，或使用该品牌自己的部署。',
  },
  // Times and validity.
  time_invalid: {
    sentence: '该时刻不存在，或写法不是微信支付接受的写法。',
    mend: '写一个存在的时刻，格式为 yyyy-MM-DDTHH:mm:ss+08:00，需要时加 .SSS。',
  },
  validity_twice: {
    sentence: '有效期以两个名称各给了一次。',
    mend: '发送 valid_date_information 或 date_information，不要同时发送。',
  },
  begin_not_before_end: {
    sentence: '有效期的结束时间不晚于开始时间。',
    mend: '使 available_begin_time 早于 available_end_time。',
  },
  days_out_of_range: { sentence: '天数不在 1 到 10958 之间。', mend: '填 1 到 10958 天。' },
  pickup_time_not_past: { sentence: '领取时间尚未过去。', mend: '填会员得到会员卡的时刻；必须是过去的时刻。' },
  card_expired: {
    sentence: '该会员卡导入时就已过期。',
    mend: '检查有效期和领取时间；已过期的会员卡不能导入。',
  },
  validity_field_surplus: {
    sentence: '有效期中有其类型用不到的字段。',
    mend: '去掉该字段：这种有效期类型用不到它。',
  },
  // Against the card template.
  validity_type_mismatch: { sentence: '有效期类型与会员卡模板的不一致。', mend: '使用模板的有效期类型。' },
  field_not_in_template: {
    sentence: '会员卡模板没有这个名称的资料字段。',
    mend: '去掉该字段，或先把它加入会员卡模板。',
  },
  value_not_in_template: {
    sentence: '会员卡模板没有这个选项，或只允许一个值。',
    mend: '使用模板中的选项，或先把它们加入会员卡模板。',
  },
  code_not_allocated: {
    sentence: '该会员卡模板的 code 由微信支付分配，而这个 code 不是那种形式。',
    mend: '确认这些 code 是微信支付分配的：24 位数字。',
  },
  template_not_effective: { sentence: '该会员卡模板不在生效状态。', mend: '使用已生效的会员卡模板。' },
  // Personal fields.
  common_field_repeated: { sentence: '同一个通用字段出现了两次。', mend: '每个通用字段只给一次。' },
  sex_invalid: { sentence: '性别既不是 男 也不是 女。', mend: '使用 男 或 女。' },
  birthday_invalid: {
    sentence: '生日不存在，或没有写成 yyyy-MM-DD。',
    mend: '写一个存在的日期，格式为 yyyy-MM-DD。',
  },
  email_invalid: { sentence: '这不是邮箱地址。', mend: '填写有效的邮箱地址。' },
  city_invalid: {
    sentence: '这不是以一个半角逗号分开的省份和城市。',
    mend: '填写省份和城市，中间用一个半角逗号分开。',
  },
  phone_number_unusual: { sentence: '该值不像手机号。', mend: '检查手机号；它会原样发送。' },
  plaintext_too_long: {
    sentence: '该值的 UTF-8 超过 214 字节，无法加密。',
    mend: '缩短到 214 字节以内；已经加密的值需要带上 Wechatpay-Serial。',
  },
  ciphertext_malformed: {
    sentence: '带有 Wechatpay-Serial 时个人信息应为密文，而这个值不是。',
    mend: '发送 RSA-2048 密文 256 字节的 base64，或去掉 Wechatpay-Serial。',
  },
}
