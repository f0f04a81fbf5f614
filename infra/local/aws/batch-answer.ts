import * as v from 'valibot'
import type { Result } from './runtime-api.ts'

const Answer = v.pipe(
  v.unknown(),
  v.check(answer => !Array.isArray(answer)),
  v.nullish(v.looseObject({ batchItemFailures: v.nullish(v.array(v.looseObject({ itemIdentifier: v.string() }))) })),
)

/**
 * Which messages of a batch failed. As in "Implementing partial batch responses": an empty or null answer, or list, is
 * a complete success; an answer of another shape, an identifier that is empty, misnamed or not of this batch, and a
 * function that failed are a complete failure.
 */
export function failedMessages(result: Result, messageIds: readonly string[], reportsItems: boolean): Set<string> {
  const all = new Set(messageIds)
  if ('error' in result) return all
  if (!reportsItems) return new Set()
  const answer = v.safeParse(Answer, result.payload)
  if (!answer.success) return all
  const failed = answer.output?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier) ?? []
  return failed.every(id => all.has(id)) ? new Set(failed) : all
}
