import { FILE_FAULTS } from '../../cli/file/file-error.ts'
import { FILE_FAULTS_ZH } from '../../cli/file/file-error-zh.ts'
import { INVALID_REQUEST, PARAMETER_FAULTS, PROBLEMS } from '../../functions/api/problems.ts'
import { INVALID_REQUEST_ZH, PARAMETER_FAULTS_ZH, PROBLEMS_ZH } from '../../functions/api/problems-zh.ts'
import { FAULTS } from '../../functions/member/faults.ts'
import { FAULTS_ZH } from '../../functions/member/faults-zh.ts'
import { HALTS, REJECTIONS, type Reason, UNSETTLED } from '../../functions/member/reasons.ts'
import { HALTS_ZH, REJECTIONS_ZH, UNSETTLED_ZH, type Words } from '../../functions/member/reasons-zh.ts'
import { ROW_FAULTS } from '../../functions/member/row-faults.ts'
import { ROW_FAULTS_ZH } from '../../functions/member/row-faults-zh.ts'
import { CREDENTIAL_FAULTS } from '../../functions/wechatpay/credential-faults.ts'
import { CREDENTIAL_FAULTS_ZH } from '../../functions/wechatpay/credential-faults-zh.ts'

export type Language = 'en' | 'zh'

/** One closed set of codes, with where a reader meets them. */
export type Section = {
  title: Record<Language, string>
  where: Record<Language, string>
  codes: Readonly<Record<string, Reason & { readonly status?: number | string }>>
  inChinese: Readonly<Record<string, Words>>
}

/** Every closed set there is, in the order in which a member meets them. */
export const SECTIONS: readonly Section[] = [
  {
    title: { en: 'The file', zh: '文件' },
    where: {
      en: 'Told by `check` and `import`: the file cannot be used, or not beyond a row.',
      zh: '由 `check` 与 `import` 给出：文件无法使用，或从某一行起无法使用。',
    },
    codes: FILE_FAULTS,
    inChinese: FILE_FAULTS_ZH,
  },
  {
    title: { en: 'Rows of the file', zh: '文件中的行' },
    where: {
      en: 'Told by `check` and `import`, each with its row and column; row 0 is the header.',
      zh: '由 `check` 与 `import` 给出，附行号与列名；第 0 行是表头。',
    },
    codes: ROW_FAULTS,
    inChinese: ROW_FAULTS_ZH,
  },
  {
    title: { en: 'The import request', zh: '导入请求' },
    where: {
      en: 'Found before any call: `errors[]` of a 400, 413 or 422, the `code` of a rejected row, a line of `check`. What may pass is told as a warning by `check` alone.',
      zh: '在任何调用之前发现：400、413、422 的 `errors[]`，被拒绝的行的 `code`，`check` 的一行。可能被接受的，只由 `check` 作为警告给出。',
    },
    codes: FAULTS,
    inChinese: FAULTS_ZH,
  },
  {
    title: { en: 'Refused by WeChat Pay', zh: '微信支付拒绝' },
    where: {
      en: 'The `code` of a row in state `rejected`, and of a 422.',
      zh: '状态为 `rejected` 的行与 422 的 `code`。',
    },
    codes: REJECTIONS,
    inChinese: REJECTIONS_ZH,
  },
  {
    title: { en: 'Unsettled', zh: '未能确定' },
    where: {
      en: 'The `code` of a row in state `unsettled`: its message lies among the dead letters.',
      zh: '状态为 `unsettled` 的行的 `code`：其消息在死信队列中。',
    },
    codes: UNSETTLED,
    inChinese: UNSETTLED_ZH,
  },
  {
    title: { en: 'Halts', zh: '暂停' },
    where: {
      en: 'Calls stop and rows are kept. Told by `status`, by `GET /jobs/{job_id}`, by the log entry `halted` and its alarm; the `code` of a 503.',
      zh: '停止调用，保留各行。由 `status`、`GET /jobs/{job_id}`、日志条目 `halted` 及其告警给出；也是 503 的 `code`。',
    },
    codes: HALTS,
    inChinese: HALTS_ZH,
  },
  {
    title: { en: 'HTTP', zh: 'HTTP' },
    where: {
      en: 'The `code` of `application/problem+json`, beside those above.',
      zh: '`application/problem+json` 的 `code`，此外还有上面那些。',
    },
    codes: { invalid_request: { status: '400, 422', ...INVALID_REQUEST }, ...PROBLEMS },
    inChinese: { invalid_request: INVALID_REQUEST_ZH, ...PROBLEMS_ZH },
  },
  {
    title: { en: 'Parameters', zh: '参数' },
    where: {
      en: '`errors[]` of a GET; also `missing` and `other_brand` of the import request.',
      zh: 'GET 的 `errors[]`；此外还有导入请求的 `missing` 与 `other_brand`。',
    },
    codes: PARAMETER_FAULTS,
    inChinese: PARAMETER_FAULTS_ZH,
  },
  {
    title: { en: 'The credential', zh: '凭证' },
    where: {
      en: 'Told by `doctor`, and by the log entry `credential_broken` with the field.',
      zh: '由 `doctor` 给出，也由日志条目 `credential_broken` 连同字段给出。',
    },
    codes: CREDENTIAL_FAULTS,
    inChinese: CREDENTIAL_FAULTS_ZH,
  },
]
