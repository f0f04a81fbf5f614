import type { Fault } from '../member/faults.ts'
import type { Clock, DeadLetters, Ending, Endings, Log, Metrics, QueueMessage, RowKey, Situations } from '../ports.ts'
import type { Attempt, Result } from './attempt.ts'
import type { ImportMember } from './import-member.ts'
import { memberKey } from './member-key.ts'
import { readMessage } from './read-message.ts'
import { PERMIT_WAIT_MS } from './recall.ts'

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

export type WorkMessage = (message: QueueMessage, context: { deadline: number; brandId?: string }) => Promise<Result>

/** A message this old, or received this often, is near its end in SQS: 14 days, maxReceiveCount 1000 (DESIGN: Queue). */
const OLDEST_MS = 13 * 24 * 3_600_000
const MOST_RECEIVES = 990

/** So many faults of a row are told in its record. */
const MOST_TOLD = 10

/** Works one message: refuses what can never succeed, buries what has waited too long, imports the rest. */
export function createWorkMessage(ports: WorkPorts): WorkMessage {
  const { clock, situations, endings, deadLetters, log, metrics } = ports

  return async (message, { deadline, brandId }) => {
    const now = clock.now()
    const read = readMessage(message, { now, ...(brandId !== undefined && { brandId }) })
    if ('faults' in read) return await refuse(message, read.faults, read.row)

    const brand = brandId ?? read.request.brand_id ?? ''
    const attempt: Attempt = {
      key: memberKey(brand, read.request.card_id, read.request.openid),
      brandId: brand,
      ...read,
    }
    const result =
      now - message.sentAt > OLDEST_MS || message.receives >= MOST_RECEIVES
        ? await giveIn(message, attempt)
        : await ports.importMember(attempt, {
            deadline,
            permitMs: PERMIT_WAIT_MS,
            queryMs: ports.callLimitMs,
            stay: false,
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

  async function giveIn(message: QueueMessage, { key, row, request }: Attempt): Promise<Result> {
    const { rowEnded } = await situations.look(key, [], row)
    if (rowEnded) return { kind: 'ended_before' }
    await deadLetters.copy(message)
    const ending: Ending = {
      state: 'unsettled',
      code: 'too_long_in_queue',
      attempts: 0,
      openid: request.openid,
      userCardCode: request.user_card_code,
    }
    if (row) await endings.finish({ ending, row })
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
