import { type Answer, refusalAnswer } from './answer.ts'
import { refusalOf } from './catalogue.ts'
import type { SignatureMode } from './sign-answer.ts'

/** What goes wrong with a call. Without `answer` the caller gets the answer of the work. */
export type Fault = {
  help: string
  /** `connection` comes before everything; `timing` adds to any other; of the rest one applies to a call. */
  kind: 'connection' | 'answer' | 'timing'
  work: 'done' | 'never' | 'later'
  /** Whether the caller cannot know the outcome and owes a query before it imports again. */
  isUnclear: boolean
  /** What the number after `;` means, and its default in milliseconds. */
  parameter?: { name: 'ms' | 'min-max'; byDefault: number }
  answer?: (openid: string) => Answer
  isCut?: true
  body?: 'cut short' | 'huge' | 'not json' | 'flipped'
  signature?: SignatureMode
}

const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n'

const rate = () => refusalAnswer(refusalOf('RATE'))
const system = () => refusalAnswer(refusalOf('SYSTEM'))
const unavailable = () => refusalAnswer(refusalOf('UNAVAILABLE'))
const unauthorised = () =>
  refusalAnswer(
    refusalOf('SIGN', { field: 'signature', location: 'authorization', detail: { issue: 'sign not match' } }),
  )
const accepted = (): Answer => ({ status: 202, code: null, contentType: 'application/json', text: '' })
const badGateway = (): Answer => ({ status: 502, code: null, contentType: 'text/html', text: BAD_GATEWAY })
const redirect = (): Answer => ({
  status: 302,
  code: null,
  contentType: 'text/html',
  text: '',
  headers: { Location: '/redirected' },
})
const templateInvalid = () => refusalAnswer(refusalOf('TEMPLATE_INVALID'))
const openidInvalid = () => refusalAnswer(refusalOf('OPENID_INVALID'))
// The text carries an openid because real ones may carry what the user gave (CONTRACT.md 1.6).
const unknownRefusal = (openid: string) =>
  refusalAnswer({ status: 400, code: 'INVALID_REQUEST', message: `用户 ${openid} 暂时无法导入会员卡` })

const instead = { kind: 'answer', work: 'never', isUnclear: false } as const
const spoiled = { kind: 'answer', work: 'done', isUnclear: true } as const

const FAULTS = {
  rate_limited: { ...instead, answer: rate, help: '429' },
  rate_limited_unsigned: { ...instead, answer: rate, signature: 'none', help: '429 without signature' },
  refuse_all: { ...instead, answer: rate, help: '429, by the name that says it lasts until lifted' },
  server_error: { ...instead, isUnclear: true, answer: system, help: '500, nothing done' },
  server_error_unsigned: {
    ...instead,
    isUnclear: true,
    answer: system,
    signature: 'none',
    help: '500 without signature',
  },
  bad_gateway: { ...instead, answer: badGateway, signature: 'none', help: '502 HTML without signature' },
  unavailable: { ...instead, answer: unavailable, help: '503' },
  unavailable_unsigned: { ...instead, answer: unavailable, signature: 'none', help: '503 without signature' },
  unauthorised: { ...instead, answer: unauthorised, help: '401 SIGN_ERROR for a right signature' },
  unauthorised_unsigned: { ...instead, answer: unauthorised, signature: 'none', help: 'the same without signature' },
  unknown_refusal: { ...instead, answer: unknownRefusal, help: 'signed 400 with a text no page lists' },
  template_invalid: { ...instead, answer: templateInvalid, help: 'signed 400: the card template is not valid' },
  redirect: { ...instead, isUnclear: true, answer: redirect, signature: 'none', help: '302 to /redirected' },
  accepted: {
    ...instead,
    work: 'later',
    isUnclear: true,
    answer: accepted,
    parameter: { name: 'ms', byDefault: 5_000 },
    help: '202, the work is done ms later',
  },
  accepted_dropped: { ...instead, isUnclear: true, answer: accepted, help: '202, the work is never done' },
  reset_before: { ...instead, isUnclear: true, isCut: true, help: 'connection reset, nothing done' },
  reset_after: { ...spoiled, isCut: true, help: 'work done, connection reset' },
  late_work: {
    ...spoiled,
    work: 'later',
    isCut: true,
    parameter: { name: 'ms', byDefault: 5_000 },
    help: 'connection reset, the work is done ms later',
  },
  truncated: { ...spoiled, body: 'cut short', help: 'half the body under the whole content-length' },
  forged_signature: { ...spoiled, signature: 'forged', help: 'signed by a stranger' },
  probe_signature: { ...spoiled, signature: 'probe', help: 'signature begins WECHATPAY/SIGNTEST/' },
  stale_timestamp: { ...spoiled, signature: 'stale', help: 'rightly signed 400 s ago' },
  future_timestamp: { ...spoiled, signature: 'future', help: 'rightly signed 400 s ahead' },
  unknown_serial: { ...spoiled, signature: 'unknown serial', help: 'signed under a serial nobody holds' },
  no_signature: { ...spoiled, signature: 'none', help: "the work's own answer without signature" },
  refusal_unsigned: {
    ...spoiled,
    answer: openidInvalid,
    signature: 'none',
    help: 'work done, 400 that says the openid is unknown, without signature',
  },
  wrong_content_type: { ...spoiled, body: 'not json', help: 'the right answer called text/html' },
  flipped_bit: {
    ...spoiled,
    isUnclear: false,
    body: 'flipped',
    help: 'one bit of its first ciphertext flipped, then signed',
  },
  huge_body: { ...spoiled, body: 'huge', help: 'the right answer padded to 2 MiB and signed' },
  delay: {
    kind: 'timing',
    work: 'done',
    isUnclear: false,
    parameter: { name: 'ms', byDefault: 1_000 },
    help: 'work done at once, answer held for ms',
  },
  latency: {
    kind: 'timing',
    work: 'done',
    isUnclear: false,
    parameter: { name: 'min-max', byDefault: 0 },
    help: 'the same, for a time drawn from the seed',
  },
  down: {
    ...instead,
    kind: 'connection',
    isUnclear: true,
    isCut: true,
    help: 'every connection reset, nothing looked at',
  },
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof FAULTS
/** A fault as asked for; `holdMs` is the range its milliseconds are drawn from. */
export type ChosenFault = { name: FaultName; fault: Fault; holdMs: readonly [min: number, max: number] }

export const FAULT_TABLE: Record<FaultName, Fault> = FAULTS

/** Reads `name` or `name;milliseconds` (for latency `name;min-max`), or undefined. */
export function readFault(text: string): ChosenFault | undefined {
  const [wanted = '', given, ...rest] = text.split(';').map(part => part.trim())
  const name = Object.keys(FAULT_TABLE).find((key): key is FaultName => key === wanted)
  if (!name || rest.length > 0) return undefined
  const fault = FAULT_TABLE[name]
  if (given === undefined) {
    const byDefault = fault.parameter?.byDefault ?? 0
    return fault.parameter?.name === 'min-max' ? undefined : { name, fault, holdMs: [byDefault, byDefault] }
  }
  const found = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(given)
  if (!found || !fault.parameter || (fault.parameter.name === 'min-max') !== (found[2] !== undefined)) return undefined
  const [min, max] = [Number(found[1]), Number(found[2] ?? found[1])]
  return min <= max ? { name, fault, holdMs: [min, max] } : undefined
}
