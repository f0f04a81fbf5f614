import type { Fault } from '../member/faults.ts'
import type { Clock, DeadLetters, Ending, Endings, Jobs, Log, Metrics, QueueMessage, RowKey } from '../ports.ts'
import type { Attempt, Result } from './attempt.ts'
import { type GiveIn, isAtItsEnd } from './give-in.ts'
import type { Returning } from './hide-for.ts'
import type { ImportMember } from './import-member.ts'
import { readMessage } from './read-message.ts'
import { PERMIT_WAIT_MS } from './recall.ts'
import { toAttempt } from './to-attempt.ts'

export type WorkPorts = {
  clock: Clock
  jobs: Jobs
  endings: Endings
  deadLetters: DeadLetters
  giveIn: GiveIn
  importMember: ImportMember
  log: Log
  metrics: Metrics
  callLimitMs: number
}

/** `held`: nothing can be called, and of the credential nothing is known; so every message that may still wait does. */
export type WorkContext = { deadline: number; brandId?: string | undefined; held?: Returning }

export type WorkMessage = (message: QueueMessage, context: WorkContext) => Promise<Result>

/** So many faults of a row are told in its record. */
const MOST_TOLD = 10

/** Works one message: refuses what can never succeed, buries what has waited too long, imports the rest. */
export function createWorkMessage(ports: WorkPorts): WorkMessage {
  const { clock, jobs, endings, deadLetters, giveIn, log, metrics } = ports

  return async (message, { deadline, brandId, held }) => {
    const atItsEnd = isAtItsEnd(message, clock.now())
    if (held && !atItsEnd) return held
    const read = readMessage(message, brandId)
    if ('faults' in read) {
      // Without the credential its brand is not known, and missing in what is read: no reason to refuse.
      return held ? await end(message, read.row) : await refuse(message, read.faults, read.row)
    }
    const attempt = toAttempt(read, brandId)
    if (atItsEnd) return await end(message, read.row, attempt)
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

  /** Without a row there is no record to write: a log line and a copy among the dead letters. Of a cancelled job neither. */
  async function refuse(message: QueueMessage, faults: readonly Fault[], row?: RowKey): Promise<Result> {
    const [first] = faults
    const detail = faults.slice(0, MOST_TOLD).map(fault => `${fault.pointer} ${fault.detail}`.trimStart())
    const ending: Ending = { state: 'rejected', ...first, detail: detail.join(' '), attempts: 0 }
    if (row) {
      const job = await jobs.find(row.jobId)
      if (job?.cancelledAt !== undefined) return { kind: 'ended_before' }
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

  async function end(message: QueueMessage, row?: RowKey, attempt?: Attempt): Promise<Result> {
    const ending = await giveIn(message, row, attempt)
    if (ending) note(ending, row)
    return { kind: 'ended_before' }
  }

  function note({ state, code, requestId, attempts }: Ending, row?: RowKey) {
    // What is among the dead letters is looked for in the log, whatever its level; of a message of no row nothing else tells.
    const tell = state === 'unsettled' || (state === 'rejected' && !row) ? log.warn : log.info
    tell('row_ended', {
      ...(row && { job_id: row.jobId, row: row.row }),
      state,
      ...(code && { code }),
      ...(requestId !== undefined && { request_id: requestId }),
      attempts,
    })
  }
}
