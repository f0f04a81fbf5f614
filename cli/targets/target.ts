import type { SQSClient } from '@aws-sdk/client-sqs'
import type { StateTable } from '../../functions/aws/state-table.ts'

/** Where members are imported: a deployed stack, or the embedded one of this machine. */
export type Target = {
  /** For messages: `the stack members` or `the embedded stack`. */
  name: string
  /** How the next command names it: empty, ` --stack members`, ` --live credential.json`. */
  flags: string
  /** Where what is this target's own is kept on this machine, below the state folder. */
  folder: string
  table: StateTable
  queue: { client: SQSClient; url: string; deadLetterUrl: string }
  /**
   * The embedded stack works only while a command runs, and its queue is in memory: commands stay with it, and feed it
   * no faster than it works.
   */
  embedded: boolean
  /** GET a path of the API. */
  get(path: string): Promise<ApiAnswer>
  close(): Promise<void>
}

export type ApiAnswer = { status: number; retryAfterMs: number; body: unknown }

/** The options by which a command's target is chosen. `works` false: only looked at, so an embedded stack need not work its queue. */
export type TargetOptions = { stack?: string; live?: string; works?: boolean }
