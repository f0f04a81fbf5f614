import { FIELDS_ZH } from '../../functions/member/import-request-zh.ts'
import type { Language } from './error-sections.ts'

/** What the page of the fields says of its own. */
type FieldsWords = {
  readonly intro: string
  readonly head: readonly string[]
  readonly yes: string
  integer(range: string): string
  list(range: string, ofObjects: boolean): string
  readonly object: string
  readonly time: string
  readonly text: string
  textOf(range: string): string
  range(least: number, most: number): string
  readonly or: string
  /** What a field is, by its path; `described` is what the schema says of it. */
  meaning(path: string, described: string): string
  outro(described: string): string
}

const TIME = '`2020-05-20T13:29:35+08:00`'

const inChinese: Readonly<Record<string, string>> = FIELDS_ZH

export const FIELDS_WORDS: Readonly<Record<Language, FieldsWords>> = {
  en: {
    intro: `# The import request

[中文](import-request.zh-CN.md)

Every field of the body of \`POST /user-cards/import-by-openid\`, of an SQS message, and of a line of a JSONL file; in a CSV file the columns
are named by these paths, by the name of a common field (\`USER_FORM_FLAG_NAME\`), or by \`custom:\` and the name of a custom field. The same as JSON
Schema: [schemas/import-request.schema.json](schemas/import-request.schema.json). What is wrong with a request is told by the codes of
[errors.md](errors.md#the-import-request).`,
    head: ['field', 'required', 'form', 'what it is'],
    yes: 'yes',
    integer: range => `integer, ${range}`,
    list: (range, ofObjects) => `list, ${range} ${ofObjects ? 'objects' : 'texts'}`,
    object: 'object',
    time: `time, ${TIME}`,
    text: 'text',
    textOf: range => `text, ${range} characters`,
    range: (least, most) => `${least} to ${most}`,
    or: ', ',
    meaning: (_, described) => described,
    outro: described => described,
  },
  zh: {
    intro: `# 导入请求

[English](import-request.md)

\`POST /user-cards/import-by-openid\` 的请求体、SQS 消息和 JSONL 文件每一行的所有字段；CSV 文件的列以这些路径命名，
或以通用字段的名称（\`USER_FORM_FLAG_NAME\`）、\`custom:\` 加自定义字段的名称命名。同样内容的 JSON Schema：
[schemas/import-request.schema.json](schemas/import-request.schema.json)。请求有什么错误，由[错误代码](errors.zh-CN.md#导入请求)说明。`,
    head: ['字段', '必填', '形式', '含义'],
    yes: '是',
    integer: range => `整数，${range}`,
    list: (range, ofObjects) => `列表，${range} 个${ofObjects ? '对象' : '文本'}`,
    object: '对象',
    time: `时间，${TIME}`,
    text: '文本',
    textOf: range => `文本，${range} 个字符`,
    range: (least, most) => `${least} 到 ${most}`,
    or: '、',
    meaning: path => inChinese[path.replace(/^date_information\./, 'valid_date_information.')] ?? '',
    outro: () =>
      '一个请求是一位会员。注明为个人信息的字段以明文发送；带有 Wechatpay-Serial 时则每个都是 344 个字符的 base64，即用该序列号的公钥、以 RSAES-OAEP 与 SHA-1 加密的密文。',
  },
}
