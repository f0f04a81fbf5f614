import type { EndState } from '../member/end-state.ts'
import type { FaultCode } from '../member/faults.ts'
import type { HaltReason, RejectionCode, UnsettledCode } from '../member/reasons.ts'
import type { RowFaultCode } from '../member/row-faults.ts'

/** What a dimension can be: closed sets all of them, for each value is a metric of its own, and never of a person. */
export type DimensionValues = {
  state: EndState
  code: RejectionCode | UnsettledCode | FaultCode | RowFaultCode | 'none'
  call: 'import' | 'query' | 'list' | 'template'
  because: 'busy' | 'no_permit' | 'no_time' | 'rate_limited' | 'unavailable' | 'settling' | 'halted'
  as: EndState | 'sent_again' | 'not_sent'
  reason: HaltReason
}

/**
 * - `keeps`: what becomes of the values of one invocation: their `sum`, `each` of them, or the `most`.
 * - `by`: the sets of dimensions it is published under, each beside `service`, which is the stack; none: `service` alone.
 */
type Metric = {
  unit: 'Count' | 'Milliseconds' | 'Seconds'
  keeps: 'sum' | 'each' | 'most'
  by: readonly (readonly (keyof DimensionValues)[])[]
  meaning: string
}

export const NAMESPACE = 'WechatPayMemberImport'

/** Every metric there is; code, alarms, dashboard and docs/metrics.md go by this list. */
export const METRICS = {
  Rows: {
    unit: 'Count',
    keeps: 'sum',
    by: [['state'], ['state', 'code']],
    meaning: 'rows, and single imports, that ended',
  },
  RefusedMessages: {
    unit: 'Count',
    keeps: 'sum',
    by: [['code']],
    meaning: 'messages of no row that can never succeed; a copy is among the dead letters',
  },
  CallTime: {
    unit: 'Milliseconds',
    keeps: 'each',
    by: [['call']],
    meaning: 'how long each call to WeChat Pay took; its sample count is the number of calls',
  },
  PermitWait: {
    unit: 'Milliseconds',
    keeps: 'each',
    by: [],
    meaning: 'how long each permit was waited for; its sample count is the number of permits used',
  },
  PermitsRefused: {
    unit: 'Count',
    keeps: 'sum',
    by: [],
    meaning: 'permits that were not to be had in the time there was',
  },
  RateRefusals: {
    unit: 'Count',
    keeps: 'sum',
    by: [],
    meaning: 'calls that WeChat Pay refused for the rate (429)',
  },
  FailedCalls: {
    unit: 'Count',
    keeps: 'sum',
    by: [],
    meaning: 'calls without an answer of WeChat Pay: no connection, timeout, 5xx',
  },
  VerificationFailures: {
    unit: 'Count',
    keeps: 'sum',
    by: [],
    meaning: 'answers that failed verification and do not say that they were meant to',
  },
  Probes: {
    unit: 'Count',
    keeps: 'sum',
    by: [],
    meaning: "answers with WeChat Pay's own probe signature, sent to see that it is refused",
  },
  Unknowns: {
    unit: 'Count',
    keeps: 'sum',
    by: [],
    meaning: 'sendings whose outcome was not known, so that a look-up is owed',
  },
  Settlements: {
    unit: 'Count',
    keeps: 'sum',
    by: [['as']],
    meaning: 'what look-ups found such a sending to have come to',
  },
  SecretReads: {
    unit: 'Count',
    keeps: 'sum',
    by: [],
    meaning: 'readings of the credential secret',
  },
  SecretReadFailures: {
    unit: 'Count',
    keeps: 'sum',
    by: [],
    meaning: 'readings of the credential secret that failed',
  },
  HaltsRaised: {
    unit: 'Count',
    keeps: 'sum',
    by: [['reason']],
    meaning: 'halts that were raised',
  },
  HaltsStanding: {
    unit: 'Count',
    keeps: 'most',
    by: [],
    meaning: '1 where a member met a standing halt, 0 where none did',
  },
  MessagesEnded: {
    unit: 'Count',
    keeps: 'sum',
    by: [],
    meaning: 'messages of the queue that were acknowledged',
  },
  MessagesReturned: {
    unit: 'Count',
    keeps: 'sum',
    by: [['because']],
    meaning: 'messages of the queue that come back later',
  },
  MessagesFailed: {
    unit: 'Count',
    keeps: 'sum',
    by: [],
    meaning: 'messages of the queue that an error of ours, or of AWS, sent back',
  },
  OldestMessageAge: {
    unit: 'Seconds',
    keeps: 'most',
    by: [],
    meaning: 'the age of the oldest message of a batch that comes back',
  },
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof METRICS

type DimensionOf<N extends MetricName> = (typeof METRICS)[N]['by'][number][number]

/** The dimensions that a metric has: all of them, or no argument where it has none. */
export type By<N extends MetricName> = [DimensionOf<N>] extends [never]
  ? []
  : [dimensions: Pick<DimensionValues, DimensionOf<N>>]
