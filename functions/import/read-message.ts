import { checkImportRequest } from '../member/check-import-request.ts'
import type { Fault } from '../member/faults.ts'
import type { ImportRequest } from '../member/import-request.ts'
import { JOB_ID, ROW } from '../member/job-id.ts'
import { parseJson } from '../member/parse-json.ts'
import { checkWechatpaySerial } from '../member/wechatpay-serial.ts'
import type { QueueMessage, RowKey } from '../ports.ts'

/** What a message asks for; `row` is known whenever its attributes could be read, also where the body could not. */
export type ReadMessage = { row?: RowKey } & (
  | { request: ImportRequest; serial?: string; settleOnly: boolean }
  | { faults: readonly Fault[] }
)

const HALF_A_ROW: Fault = {
  pointer: '',
  code: 'message_attributes_invalid',
  detail: 'The message attributes job_id and row must come together, as documented, or not at all.',
}

/** The row that a message is of, if its attributes name one. */
function readRow({ attributes }: QueueMessage): RowKey | undefined {
  const { job_id: jobId, row } = attributes
  return jobId !== undefined && JOB_ID.test(jobId) && ROW.test(String(row)) ? { jobId, row: Number(row) } : undefined
}

/**
 * Reads one SQS message (DESIGN section 7, "SQS trigger"). Never throws: what can never succeed is told by its faults.
 * Dates are checked as of its sending: a card that expires while its row waits may have been imported by then, and only
 * WeChat Pay can tell.
 */
export function readMessage(message: QueueMessage, brandId?: string): ReadMessage {
  const { job_id: jobId, row: number, settle, 'Wechatpay-Serial': serial } = message.attributes
  const row = readRow(message)
  const where = row ? { row } : {}
  if (!row && (jobId !== undefined || number !== undefined)) return { faults: [HALF_A_ROW] }

  const malformed = checkWechatpaySerial(serial)
  const parsed = parseJson(Buffer.from(message.body))
  if ('fault' in parsed) return { ...where, faults: [...malformed, parsed.fault] }
  const checked = checkImportRequest(parsed.value, { now: message.sentAt, encrypted: serial !== undefined, brandId })
  const faults = [...malformed, ...(checked.ok ? [] : checked.faults)]
  if (!checked.ok || faults.length > 0) return { ...where, faults }
  return {
    ...where,
    request: checked.request,
    ...(serial !== undefined && { serial }),
    settleOnly: settle !== undefined,
  }
}
