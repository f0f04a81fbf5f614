import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Jobs } from '../ports.ts'
import { type Answer, problem, success } from './problem.ts'

/** DESIGN section 7, "SQS trigger". No other name can be that of a job, and the table takes no name of any length. */
const JOB_ID = /^[A-Za-z0-9_-]{1,64}$/

/** `GET /jobs/{job_id}`: how many rows of a job have ended, by state. */
export function createGetJob(jobs: Jobs) {
  return async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    const jobId = event.pathParameters?.job_id ?? ''
    const job = JOB_ID.test(jobId) ? await jobs.find(jobId) : undefined
    if (!job) return problem(404, 'job_unknown', 'No row of such a job has ended.')
    const { createdAt, updatedAt, ...counts } = job
    return success({
      job_id: jobId,
      counts,
      ended: counts.imported + counts.already_member + counts.rejected + counts.unsettled,
      created_at: new Date(createdAt).toISOString(),
      updated_at: new Date(updatedAt).toISOString(),
    })
  }
}
