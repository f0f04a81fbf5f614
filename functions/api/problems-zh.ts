import type { Words } from '../member/reasons-zh.ts'
import type { PARAMETER_FAULTS, PROBLEMS } from './problems.ts'

export const PROBLEMS_ZH: Readonly<Record<keyof typeof PROBLEMS, Words>> = {
  route_unknown: { sentence: '没有这个路由。', mend: 'docs/openapi.json 列出了所有路由。' },
  card_unknown: { sentence: '微信支付没有这张会员卡。', mend: '检查 user_card_code、card_id、openid 和品牌。' },
  template_unknown: { sentence: '微信支付没有这个会员卡模板。', mend: '检查 card_id 和品牌。' },
  job_unknown: {
    sentence: '没有登记过这个名称的任务，也没有该任务的任何一行已经结束。',
    mend: '检查 job_id；没有登记就发送了各行的任务，第一行结束之后才能查到。',
  },
  method_not_allowed: { sentence: '该路由不接受这个方法。', mend: '使用响应头 Allow 列出的方法。' },
  busy: {
    sentence: '同一会员此刻正在导入。',
    mend: '等待 Retry-After 的秒数后再次发送：应答会说明该会员的结果。',
  },
  content_type: {
    sentence: '导入请求没有声明为 UTF-8 的 JSON。',
    mend: '发送时带上 Content-Type: application/json。',
  },
  no_permit: { sentence: '允许的频率此刻已用完。', mend: '等待 Retry-After 的秒数后再次发送。' },
  rate_limited: { sentence: '微信支付要求减少调用。', mend: '等待 Retry-After 的秒数后再次发送。' },
  internal: { sentence: '此处出了问题。', mend: '再次发送：这是安全的。HTTP 函数的日志写有该错误。' },
  untrusted_answer: {
    sentence: '微信支付的应答不可信或无法理解。',
    mend: '再次发送；如果仍然如此，用命令 doctor --call 检查凭证。',
  },
  unavailable: { sentence: '现在无法连接微信支付。', mend: '等待 Retry-After 的秒数后再次发送。' },
  outcome_unknown: {
    sentence: '结果尚不可知。',
    mend: '再次发送同一请求是安全的：发送任何内容之前都会先向微信支付查询。',
  },
}

export const INVALID_REQUEST_ZH: Words = {
  sentence: '导入请求或参数有错误。',
  mend: '改正 errors[] 所列的各项；每项都写明位置。',
}

export const PARAMETER_FAULTS_ZH: Readonly<Record<keyof typeof PARAMETER_FAULTS, Words>> = {
  repeated: { sentence: '参数给了不止一次。', mend: '该参数只给一次。' },
  malformed: {
    sentence: '参数不像微信支付给出的名称。',
    mend: '按微信支付给出的名称填写，只用可打印的 ASCII 字符。',
  },
}
