import type { HaltReason, Reason, RejectionCode, UnsettledCode } from './reasons.ts'

/** What a code says and what to do, in Chinese. Apart from the English, so that the bundles do not carry it. */
export type Words = Pick<Reason, 'sentence' | 'mend'>

export const REJECTIONS_ZH: Readonly<Record<RejectionCode, Words>> = {
  user_card_code_invalid: {
    sentence: '微信支付不接受该会员卡 code 中的字符。',
    mend: '只使用数字、英文字母和半角标点。',
  },
  pickup_time_missing: { sentence: '微信支付要求该会员卡有领取时间。', mend: '补上 pickup_time，须为过去的时刻。' },
  card_expired: {
    sentence: '该会员卡导入时就已过期。',
    mend: '检查有效期和领取时间；已过期的会员卡不能导入。',
  },
  content_refused: {
    sentence: '微信支付认为请求中的某段文字或图片不合规。',
    mend: '修改等级、图片或资料内容，然后重新导入该行。',
  },
  openid_of_other_app: {
    sentence: '该 openid 所属的 AppID 没有绑定到这个品牌。',
    mend: '将该 AppID 绑定到品牌，或改用已绑定 AppID 下的 openid。',
  },
  openid_invalid: {
    sentence: '微信支付不认识这个 openid。',
    mend: '检查 openid：必须是会员卡模板所用 AppID 下的 openid。',
  },
  pending_activation: {
    sentence: '用户已有一张待激活的会员卡。',
    mend: '不要导入，而是为那张卡同步开卡结果。',
  },
  deleted_by_user: {
    sentence: '用户主动删除了该会员卡，无法重新导入。',
    mend: '无需处理：只能由用户自己重新入会。',
  },
  code_taken: { sentence: '已有其他用户的会员卡使用这个 code。', mend: '为该会员换一个会员卡 code。' },
  other_code: {
    sentence: '用户已有该模板的一张生效的会员卡，但 code 不同。',
    mend: '保留那张卡，或先将其作废再重新导入。',
  },
  card_invalid: {
    sentence: '用户有一张使用这个 code 的会员卡，但已作废。',
    mend: '换一个新的会员卡 code 导入该会员。',
  },
  validity_type_mismatch: {
    sentence: '有效期类型与会员卡模板的不一致。',
    mend: '使用模板的有效期类型。',
  },
  validity_refused: {
    sentence: '微信支付不接受这样的有效期字段组合。',
    mend: 'FIX_TIME_RANGE 填开始和结束时间，FIX_TERM 填天数，PERMANENT 三者都不填。',
  },
  common_field_repeated: { sentence: '同一个通用字段出现了两次。', mend: '每个通用字段只给一次。' },
  custom_field_refused: {
    sentence: '微信支付不接受该自定义字段。',
    mend: '只给一个自定义字段，1 到 10 个值，每个值最多 8 个字符，且都是模板中的选项。',
  },
  field_not_in_template: {
    sentence: '会员卡模板没有定义其中的某个资料字段。',
    mend: '去掉该字段，或先把它加入会员卡模板。',
  },
  birthday_invalid: { sentence: '微信支付不接受该生日的格式。', mend: '生日写成 yyyy-MM-DD。' },
  email_invalid: { sentence: '微信支付不接受该邮箱地址的格式。', mend: '填写有效的邮箱地址。' },
  sex_invalid: { sentence: '微信支付不接受该性别的值。', mend: '使用 男 或 女。' },
  stale_wechatpay_serial: {
    sentence: '个人信息是用此处没有、或微信支付不再接受的公钥加密的。',
    mend: '用 GET /encryption-key 给出的公钥重新加密；文件则再运行一次同一条 import 命令。',
  },
  unrecognised_refusal: {
    sentence: '微信支付拒绝了该会员，所用的文字是本版本不认识的。',
    mend: '凭 Request-ID 询问微信支付，然后再发送一次同样的请求；文件则再运行一次同一条 import 命令。',
  },
}

export const UNSETTLED_ZH: Readonly<Record<UnsettledCode, Words>> = {
  no_trace: {
    sentence: '三次发送都没有得到明确的应答，而微信支付查不到会员卡。',
    mend: '稍后再运行一次同一条 import 命令；如果仍然如此，凭 Request-ID 询问微信支付。',
  },
  answers_unverifiable: {
    sentence: '五次查询的应答都无法通过验签。',
    mend: '检查 secret 中的微信支付公钥，然后再运行一次同一条 import 命令。',
  },
  look_up_inconclusive: {
    sentence: '五次查询都被拒绝，或得到的不是该会员的会员卡。',
    mend: '凭 Request-ID 询问微信支付，然后再运行一次同一条 import 命令。',
  },
  card_not_shown: {
    sentence: '微信支付说用户已有会员卡，却查不到。',
    mend: '凭 Request-ID 询问微信支付，然后再运行一次同一条 import 命令。',
  },
  too_long_in_queue: {
    sentence: '消息在队列中的期限已到，而结果仍不可知。',
    mend: '排除使其停下的原因，然后重新发送这条死信。',
  },
}

export const HALTS_ZH: Readonly<Record<HaltReason, Words>> = {
  signature_refused: {
    sentence: '微信支付应答 401：不接受签名。',
    mend: '检查 secret 中的 merchant_serial_no 和 merchant_private_key，以及时钟。',
  },
  credential_broken: {
    sentence: '凭证无法使用：secret 有误，或代替它签名的 KMS 密钥有问题。',
    mend: '按日志条目 credential_broken 所说修正。',
  },
  configuration_broken: { sentence: '函数的环境变量无法使用。', mend: '修正日志条目所指出的变量，然后部署。' },
  wechatpay_key_refused: {
    sentence: '微信支付不接受用来加密个人信息的公钥。',
    mend: '检查 secret 中的 wechatpay_public_key_id 和 wechatpay_public_key。',
  },
  answers_unverifiable: {
    sentence: '连续五位会员的应答都无法通过验签：secret 中的微信支付公钥是错的。',
    mend: '把与 wechatpay_public_key_id 对应的公钥放入 secret。',
  },
  refusals_unrecognised: {
    sentence: '连续二十次拒绝所用的文字都是本版本不认识的。',
    mend: '凭一个 Request-ID 询问微信支付，排除原因，然后运行 resume。',
  },
  no_permission: {
    sentence: '微信支付说该商户没有调用此接口的权限。',
    mend: '为该商户号开通品牌经营管理，然后运行 resume。',
  },
  brand_not_authorised: {
    sentence: '该品牌没有授权这个服务商。',
    mend: '请品牌完成授权，然后运行 resume。',
  },
  member_function_closed: {
    sentence: '该品牌没有开通会员功能。',
    mend: '请微信支付运营人员开通，然后运行 resume。',
  },
  template_invalid: {
    sentence: '微信支付不接受该会员卡模板：ID 或状态不对。',
    mend: '检查 card_id 和模板的状态，然后运行 resume。',
  },
}
