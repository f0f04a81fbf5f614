import type { AwsRequest } from './aws-faults.ts'

/**
 * Longer than what has a purpose in a run: the wait of a query. From its tenth receive on a message is hidden for
 * 30 to 1,800 s (DESIGN: Queue), and would outlast the run.
 */
const MOST_SECONDS = 10

/** The input of a request, but that no message is hidden for long. */
export function hideBriefly({ operation, input }: AwsRequest): unknown {
  if (operation !== 'ChangeMessageVisibilityBatch') return input
  return JSON.parse(JSON.stringify(input), (name, value) =>
    name === 'VisibilityTimeout' ? Math.min(MOST_SECONDS, value) : value,
  )
}
