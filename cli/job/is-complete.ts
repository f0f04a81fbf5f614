import type { JobStatus } from '../../functions/aws/job-status.ts'
import type { Target } from '../targets/target.ts'
import { countMessages } from './count-messages.ts'

/** Whether no row of a job can end any more: of one that was cancelled only when nothing is left that could settle one. */
export async function isComplete({ state }: Pick<JobStatus, 'state'>, target: Pick<Target, 'queue'>): Promise<boolean> {
  return state === 'ended' || (state === 'cancelled' && (await countMessages(target)).all === 0)
}
