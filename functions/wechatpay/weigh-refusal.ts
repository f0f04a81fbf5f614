import type { Call, Reply } from '../ports.ts'
import { recognisePermission, recogniseText } from './catalogue.ts'
import { foldText } from './fold-text.ts'
import type { WechatPayError } from './read-error.ts'

const INVALID_TEMPLATE: Reply = { kind: 'halt', scope: 'template', reason: 'template_invalid' }

/** What a verified 3xx or 4xx means. The statuses that need no signature were dealt with before. */
export function weighRefusal(call: Call, status: number, error: WechatPayError): Reply {
  return (
    BY_STATUS[status]?.(call, error) ??
    (status >= 400 && call.name === 'import'
      ? { kind: 'refused', code: 'unrecognised_refusal' }
      : { kind: 'unclear', why: 'not_this_card' })
  )
}

type Weigh = (call: Call, error: WechatPayError) => Reply | undefined

const BY_STATUS: Record<number, Weigh | undefined> = {
  400: (call, error) =>
    recogniseText(error.message, call.name) ??
    recogniseText(error.issue, call.name) ??
    recognisePermission(error.message) ??
    (error.code === 'PARAM_ERROR' && namesSerial(error) ? { kind: 'serial_refused' } : undefined),
  403: (_, error) =>
    recognisePermission(error.message) ?? { kind: 'halt', scope: 'credential', reason: 'no_permission' },
  404: weighNotFound,
}

/** Wrong or foreign serial: PARAM_ERROR with a message about it (CONTRACT.md 5.1). */
function namesSerial({ message, field, issue }: WechatPayError): boolean {
  return [message, field, issue].some(text => text.toLowerCase().includes('wechatpay-serial'))
}

/** Query and template answer 404 for what is not there; an import can only miss the template (CONTRACT.md 3.5). */
function weighNotFound(call: Call, { code, message }: WechatPayError): Reply | undefined {
  const text = foldText(message)
  if (call.name === 'import') return INVALID_TEMPLATE
  if (call.name === 'template') return { kind: 'absent' }
  if (call.name === 'list') return undefined
  if (text === '会员卡模板不存在') return INVALID_TEMPLATE
  return code === 'NOT_FOUND' || ABSENT_TEXTS.has(text) ? { kind: 'absent' } : undefined
}

const ABSENT_TEXTS = new Set(['用户会员卡不存在', '会员卡不存在', '用户卡不存在'])
