import type { ImportRequest } from '../member/import-request.ts'
import type { Ending, Halt, Reply, RowKey } from '../ports.ts'
import type { Waiting } from './verdict.ts'

/** One member to import. `key`: its name in the ledger; `settleOnly`: nothing is sent for a member at rest. */
export type Attempt = {
  key: string
  brandId: string
  request: ImportRequest
  serial?: string
  row?: RowKey
  settleOnly?: boolean
}

/**
 * How long an attempt may take and wait. `stay`: the pause for this reason is waited out here, once, instead of coming
 * back; `bury`: keeps a copy of the message before its row ends as unsettled (without it such a row is left to the queue).
 */
export type Bounds = {
  deadline: number
  permitMs: number
  queryMs: number
  stay: 'settling' | 'rate_limited'
  bury?: () => Promise<void>
}

/**
 * `ended_before`: nothing is left to do, for the row had ended, or its job is cancelled.
 * `open`: a sending of ours is of unclear outcome. `requestId`: WeChat Pay's, of the last answer that had one.
 */
export type Result =
  | { kind: 'ended'; ending: Ending; reply: Reply }
  | { kind: 'ended_before' }
  | { kind: 'later'; at: number; because: Waiting; requestId?: string }
  | { kind: 'halted'; halt: Halt; open?: boolean; requestId?: string }
