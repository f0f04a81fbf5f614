import type { RejectionCode } from '../member/reasons.ts'
import type { Reply } from '../ports.ts'
import { foldText } from './fold-text.ts'

type Told = Extract<Reply, { kind: 'refused' | 'already' | 'halt' }>

const refused = (code: RejectionCode): Told => ({ kind: 'refused', code })

/** The texts of a refused import (CONTRACT.md 3.4; from the validity types on 3.5, by partner/4015336985). */
const IMPORT_TEXTS: Record<string, Told> = {
  '用户卡code 无效，只能包含数字、英文、半角标点': refused('user_card_code_invalid'),
  固定时间范围必填领取时间: refused('pickup_time_missing'),
  无法导入已过期的会员卡: refused('card_expired'),
  '请求内容或图片不符合法规，请重试': refused('content_refused'),
  'OpenID 不属于品牌的 AppID': refused('openid_of_other_app'),
  'OpenID 无效': refused('openid_invalid'),
  用户已有待激活的会员卡: refused('pending_activation'),
  用户已有已生效的会员卡: { kind: 'already', text: 'effective_card' },
  '用户主动删除了该会员卡，无法重新导入': refused('deleted_by_user'),
  '该用户卡 code 已存在': { kind: 'already', text: 'code_exists' },

  卡模版有效期类型和请求的有效期类型不一致: refused('validity_type_mismatch'),
  '绝对有效期卡模板必填有效期信息，不允许填写有效天数信息': refused('validity_refused'),
  固定时间范围不允许填写领取后有效天数: refused('validity_refused'),
  固定时间范围的开始时间不能大于结束时间: refused('validity_refused'),
  '相对有效期卡模板必填有效天数信息，不允许填写有效期信息': refused('validity_refused'),
  领取后有效天数必须大于0: refused('validity_refused'),
  '领取后有效天数不能大于30年（10958 天）': refused('validity_refused'),
  永久有效不允许设置相对有效期: refused('validity_refused'),
  永久有效不允许设置固定时间有效的开始时间: refused('validity_refused'),
  永久有效不允许设置固定时间有效的结束时间: refused('validity_refused'),
  用户信息通用字段存在重复项: refused('common_field_repeated'),
  用户信息自定义字段存在重复项: refused('custom_field_refused'),
  '商户自定义信息最多一项，字段值列表最少1个，最多10个，单个列表限制8个字符': refused('custom_field_refused'),
  '用户信息自定义字段中，用户选择的值的字符串非法': refused('custom_field_refused'),
  请求的用户信息通用字段未定义在卡模版中: refused('field_not_in_template'),
  请求的用户信息自定义字段未定义在卡模版中: refused('field_not_in_template'),
  '用户信息通用字段中，生日格式不正确': refused('birthday_invalid'),
  '用户信息通用字段中，邮箱格式不正确': refused('email_invalid'),
  '用户信息通用字段中，性别格式不正确': refused('sex_invalid'),
}

/** The texts that concern more than the member, whichever call they answer (CONTRACT.md 3.4). */
const WIDE_TEXTS: Record<string, Told> = {
  会员卡模板无效: { kind: 'halt', scope: 'template', reason: 'template_invalid' },
  商家未开通商家名片会员功能: { kind: 'halt', scope: 'brand', reason: 'member_function_closed' },
}

const folded = (texts: Record<string, Told>) =>
  new Map(Object.entries(texts).map(([text, told]) => [foldText(text), told]))

const ofImport = folded({ ...IMPORT_TEXTS, ...WIDE_TEXTS })
const ofQueries = folded(WIDE_TEXTS)

/** What a refusal's text says: compared whole, because texts can carry the user's own words (CONTRACT.md 1.6). */
export function recogniseText(text: string, callName: 'import' | 'query' | 'list' | 'template'): Told | undefined {
  return (callName === 'import' ? ofImport : ofQueries).get(foldText(text))
}

/** The two texts of a missing permission; WeChat Pay adds to them (partner/4016026183). */
export function recognisePermission(text: string): Extract<Reply, { kind: 'halt' }> | undefined {
  const compact = foldText(text)
  if (compact.includes('当前品牌尚未授权当前服务商执行此操作')) {
    return { kind: 'halt', scope: 'brand', reason: 'brand_not_authorised' }
  }
  if (compact.startsWith('无操作权限')) return { kind: 'halt', scope: 'credential', reason: 'no_permission' }
  return undefined
}
