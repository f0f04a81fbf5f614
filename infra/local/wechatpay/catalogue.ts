import type { JsonObject } from './parse-json.ts'

/** What a call is refused with. Texts are the only discriminator (CONTRACT.md 3.4), so they stand here once, to the letter. */
const CATALOGUE = {
  // CONTRACT.md 3.4
  CODE_CHARSET: [400, 'PARAM_ERROR', '用户卡code 无效，只能包含数字、英文、半角标点'],
  PICKUP_TIME_MISSING: [400, 'PARAM_ERROR', '固定时间范围必填领取时间'],
  CARD_EXPIRED: [400, 'INVALID_REQUEST', '无法导入已过期的会员卡'],
  CONTENT_FORBIDDEN: [400, 'PARAM_ERROR', '请求内容或图片不符合法规，请重试'],
  OPENID_OF_OTHER_APP: [400, 'INVALID_REQUEST', 'OpenID 不属于品牌的 AppID'],
  OPENID_INVALID: [400, 'INVALID_REQUEST', 'OpenID 无效'],
  CARD_PENDING: [400, 'INVALID_REQUEST', '用户已有待激活的会员卡'],
  CARD_EFFECTIVE: [400, 'INVALID_REQUEST', '用户已有已生效的会员卡'],
  CARD_DELETED: [400, 'INVALID_REQUEST', '用户主动删除了该会员卡，无法重新导入'],
  CODE_TAKEN: [400, 'INVALID_REQUEST', '该用户卡 code 已存在'],
  TEMPLATE_INVALID: [400, 'INVALID_REQUEST', '会员卡模板无效'],
  FUNCTION_CLOSED: [400, 'INVALID_REQUEST', '商家未开通商家名片会员功能'],
  NO_AUTH: [403, 'NO_AUTH', '当前品牌尚未授权当前服务商执行此操作'],

  // CONTRACT.md 3.5; texts of partner/4015336985
  VALIDITY_TYPE_DIFFERS: [400, 'PARAM_ERROR', '卡模版有效期类型和请求的有效期类型不一致'],
  RANGE_DATES_MISSING: [400, 'PARAM_ERROR', '绝对有效期卡模板必填有效期信息，不允许填写有效天数信息'],
  RANGE_REVERSED: [400, 'PARAM_ERROR', '固定时间范围的开始时间不能大于结束时间'],
  TERM_DAYS_MISSING: [400, 'PARAM_ERROR', '相对有效期卡模板必填有效天数信息，不允许填写有效期信息'],
  TERM_DAYS_TOO_FEW: [400, 'PARAM_ERROR', '领取后有效天数必须大于0'],
  TERM_DAYS_TOO_MANY: [400, 'PARAM_ERROR', '领取后有效天数不能大于30年（10958 天）'],
  COMMON_FIELD_TWICE: [400, 'PARAM_ERROR', '用户信息通用字段存在重复项'],
  COMMON_FIELD_UNDEFINED: [400, 'PARAM_ERROR', '请求的用户信息通用字段未定义在卡模版中'],
  CUSTOM_FIELD_UNDEFINED: [400, 'PARAM_ERROR', '请求的用户信息自定义字段未定义在卡模版中'],
  CUSTOM_FIELD_LIMITS: [400, 'PARAM_ERROR', '商户自定义信息最多一项，字段值列表最少1个，最多10个，单个列表限制8个字符'],
  BIRTHDAY_FORMAT: [400, 'PARAM_ERROR', '用户信息通用字段中，生日格式不正确'],
  EMAIL_FORMAT: [400, 'PARAM_ERROR', '用户信息通用字段中，邮箱格式不正确'],
  SEX_FORMAT: [400, 'PARAM_ERROR', '用户信息通用字段中，性别格式不正确'],

  // partner/4015336980 and partner/4015336974
  USER_CARD_NOT_FOUND: [404, 'NOT_FOUND', '用户会员卡不存在'],
  TEMPLATE_NOT_FOUND: [404, 'NOT_FOUND', '会员卡模板不存在'],

  // CONTRACT.md 3.2, 3.6; the wording is the simulator's
  NO_SUCH_CALL: [404, 'NOT_FOUND', '接口不存在'],
  RATE: [429, 'RATELIMIT_EXCEEDED', '频率超过限制，请降低请求频率'],
  SIGN: [401, 'SIGN_ERROR', '错误的签名，验签失败'],
  PARAM: [400, 'PARAM_ERROR', '参数错误'],
  PROTOCOL: [400, 'INVALID_REQUEST', 'HTTP 请求不符合微信支付 APIv3 接口规则'],
  SYSTEM: [500, 'SYSTEM_ERROR', '系统异常，请稍后重试'],
  UNAVAILABLE: [503, 'SERVICE_UNAVAILABLE', '服务不可用，过载保护'],
} as const satisfies Record<string, readonly [status: number, code: string, message: string]>

export type RefusalName = keyof typeof CATALOGUE
export type Refusal = { status: number; code: string; message: string; detail?: JsonObject }

/** Thrown by the first check that finds a reason; becomes the answer. */
export class Refused extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

export function refusalOf(name: RefusalName, detail?: JsonObject): Refusal {
  const [status, code, message] = CATALOGUE[name]
  return { status, code, message, ...(detail && { detail }) }
}

export function refused(name: RefusalName, detail?: JsonObject): Refused {
  return new Refused(refusalOf(name, detail))
}

/** A body field that breaks a rule: `field` is a JSON Pointer and `value` comes back as it was sent (CONTRACT.md 3.1). */
export function badField(field: string, issue: string, value?: string): Refused {
  return refused('PARAM', { location: 'body', field, issue, ...(value !== undefined && { value }) })
}

/** A path or query parameter that breaks a rule: `field` is its bare name (CONTRACT.md 3.1). */
export function badParameter(location: 'url' | 'query', field: string, issue: string): Refused {
  return refused('PARAM', { location, field, issue })
}
