import type { Unclear } from '../ports.ts'

const NO_ANSWER: ReadonlySet<Unclear> = new Set<Unclear>(['timeout', 'connection_lost', 'server_error'])

/** Whether WeChat Pay gave no answer of its own: an outage, where the others are answers that settle nothing. */
export function isNoAnswer(why: Unclear): boolean {
  return NO_ANSWER.has(why)
}
