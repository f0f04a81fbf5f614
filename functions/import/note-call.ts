import type { Call, Log, Metrics, Reply, RowKey } from '../ports.ts'
import { isNoAnswer } from './unclear.ts'

/** `ms`: how long the call took; `waitedMs`: how long its permit was waited for. */
export type CallTimes = { ms: number; waitedMs: number }

export type NoteCall = (call: Call, reply: Reply, times: CallTimes, row: RowKey | undefined) => void

/** Replies that the runbook looks for, whatever the level of the log. */
const TROUBLES = new Set<Reply['kind']>(['rate_limited', 'unavailable', 'unclear'])

/** Writes one line of a call to the log, without what WeChat Pay said in words, and counts what it came to. */
export function createNoteCall({ log, metrics }: { log: Log; metrics: Metrics }): NoteCall {
  return (call, reply, { ms, waitedMs }, row) => {
    const tell = TROUBLES.has(reply.kind) ? log.warn : log.info
    tell('call', {
      ...(row && { job_id: row.jobId, row: row.row }),
      call: call.name,
      reply: reply.kind,
      ...detailOf(reply),
      ms,
      waited_ms: waitedMs,
      ...(reply.requestId !== undefined && { request_id: reply.requestId }),
    })
    if (!isCalled(reply)) return
    metrics.record('CallTime', ms, { call: call.name })
    if (reply.kind === 'rate_limited') metrics.count('RateRefusals')
    if (isFailed(reply)) metrics.count('FailedCalls')
    if (reply.kind === 'unclear' && reply.why === 'unverified') {
      metrics.count(reply.probe ? 'Probes' : 'VerificationFailures')
    }
    if (call.name === 'import' && (reply.kind === 'unclear' || reply.kind === 'accepted')) metrics.count('Unknowns')
  }
}

/** Without a key to sign with nothing was called. */
function isCalled(reply: Reply): boolean {
  return reply.kind !== 'unsigned' && !(reply.kind === 'halt' && reply.reason === 'credential_broken')
}

/** Whether WeChat Pay gave no sound answer: that is an outage. */
export function isFailed(reply: Reply): boolean {
  return reply.kind === 'unavailable' || (reply.kind === 'unclear' && isNoAnswer(reply.why))
}

function detailOf(reply: Reply): { code?: string; why?: string } {
  switch (reply.kind) {
    case 'refused':
      return { code: reply.code }
    case 'halt':
      return { code: reply.reason }
    case 'already':
      return { why: reply.text }
    case 'unclear':
      return { why: reply.probe ? 'probe' : reply.why }
  }
  return {}
}
