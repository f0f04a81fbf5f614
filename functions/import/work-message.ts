import type { Fault } from '../member/faults.ts'
import type {
  Clock,
  DeadLetters,
  Ending,
  Endings,
  Halt,
  Log,
  Metrics,
  QueueMessage,
  RowKey,
  Situations,
} from '../ports.ts'
import type { Attempt, Result } from './attempt.ts'
import type { ImportMember } from './import-member.ts'
import { memberKey } from './member-key.ts'
import { readMessage } from './read-message.ts'
import { isAtRest, PERMIT_WAIT_MS } from './recall.ts'

export type WorkPorts = {
  clock: Clock
  situations: Situations
  endings: Endings
  deadLetters: DeadLetters
  importMember: ImportMember
  log: Log
  metrics: Metrics
  callLimitMs: number
}

/** `halt`: the credential cannot be used, and nothing of it is known. */
export type WorkContext = { deadline: number; brandId?: string; halt?: Halt }

export type WorkMessage = (message: QueueMessage, context: WorkContext) => Promise<Result>

/** A message this old, or received this often, is near its end in SQS: 14 days, maxReceiveCount 1000 (DESIGN: Queue). */
const OLDEST_MS = 13 * 24 * 3_600_000
const MOST_RECEIVES = 990

/** So many faults of a row are told in its record. */
const MOST_TOLD = 10

/** Works one message: refuses what can never succeed, buries what has waited too long, imports the rest. */
export function createWorkMessage(ports: WorkPorts): WorkMessage {
  const { clock, situations, endings, deadLetters, log, metrics } = ports

  return async (message, { deadline, brandId, halt }) => {
    const atItsEnd = clock.now() - message.sentAt > OLDEST_MS || message.receives >= MOST_RECEIVES
    if (halt && !atItsEnd) return { kind: 'halted', halt }
    const read = readMessage(message, brandId)
    if ('faults' in read) {
      // Without the credential its brand is not known, and missing in what is read: no reason to refuse.
      return halt ? await giveIn(message, read.row) : await refuse(message, read.faults, read.row)
    }
    const brand = brandId ?? read.request.brand_id ?? ''
    const attempt: Attempt = {
      key: memberKey(brand, read.request.card_id, read.request.openid),
      brandId: brand,
      ...read,
    }
    if (atItsEnd) return await giveIn(message, read.row, attempt)
    const result = await ports.importMember(attempt, {
      deadline,
      permitMs: PERMIT_WAIT_MS,
      queryMs: ports.callLimitMs,
      stay: 'rate_limited',
      bury: () => deadLetters.copy(message),
    })
    if (result.kind === 'ended') note(result.ending, read.row)
    return result
  }

  /** Without a row there is no record to write: a log line and a copy among the dead letters. */
  async function refuse(message: QueueMessage, faults: readonly Fault[], row?: RowKey): Promise<Result> {
    const [first] = faults
    const detail = faults.slice(0, MOST_TOLD).map(fault => `${fault.pointer} ${fault.detail}`.trimStart())
    const ending: Ending = { state: 'rejected', ...first, detail: detail.join(' '), attempts: 0 }
    if (row) {
      const written = await endings.finish({ ending, row })
      if (written !== 'written') return { kind: 'ended_before' }
      metrics.count('Rows', { state: 'rejected', code: first?.code ?? 'none' })
    } else {
      await deadLetters.copy(message)
      metrics.count('RefusedMessages', { code: first?.code ?? 'none' })
    }
    note(ending, row)
    return { kind: 'ended_before' }
  }

  /** Near its end in the queue: copied, so that it can be sent again, then recorded; halts do not matter any more. */
  async function giveIn(message: QueueMessage, row?: RowKey, attempt?: Attempt): Promise<Result> {
    const { rowEnded = false, record } = attempt ? await situations.look(attempt.key, [], row) : {}
    if (rowEnded || (attempt?.settleOnly && isAtRest(record))) return { kind: 'ended_before' }
    await deadLetters.copy(message)
    const ending: Ending = {
      state: 'unsettled',
      code: 'too_long_in_queue',
      attempts: record?.memory.sendings ?? 0,
      ...(attempt && { openid: attempt.request.openid, userCardCode: attempt.request.user_card_code }),
    }
    if (row && (await endings.finish({ ending, row })) !== 'written') return { kind: 'ended_before' }
    metrics.count('Rows', { state: 'unsettled', code: 'too_long_in_queue' })
    note(ending, row)
    return { kind: 'ended_before' }
  }

  function note({ state, code, requestId, attempts }: Ending, row?: RowKey) {
    log.info('row_ended', {
      ...(row && { job_id: row.jobId, row: row.row }),
      state,
      ...(code && { code }),
      ...(requestId !== undefined && { request_id: requestId }),
      attempts,
    })
  }
}
