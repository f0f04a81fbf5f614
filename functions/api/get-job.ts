import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { JOB_ID } from '../member/job-id.ts'
import type { ReadJobStatus } from '../ports.ts'
import { type Answer, knownProblem, success } from './problem.ts'

/** `GET /jobs/{job_id}`: how a job stands, its rows by state. */
export function createGetJob(readStatus: ReadJobStatus) {
  return async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    const jobId = event.pathParameters?.job_id ?? ''
    // No other name can be that of a job, and the table takes no name of any length.
    const status = JOB_ID.test(jobId) ? await readStatus(jobId) : undefined
    return status ? success(status) : knownProblem('job_unknown')
  }
}
