import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { type Answer, knownProblem } from './api/problem.ts'
import { route } from './api/route.ts'
import { composeHttp, log, metrics } from './compose.ts'
import { tellError } from './import/tell-error.ts'

/** Kept back for the answer to leave. */
const CLOSING_MS = 1_000

const routes = composeHttp(process.env)

/** The HTTP function: API Gateway HTTP API, payload 2.0. What is thrown becomes a 500 without internals. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .before(({ context }) => log.begin(context.awsRequestId))
  .after(() => metrics.flush())
  .onError(request => {
    metrics.flush()
    log.warn('request_failed', tellError(request.error))
    request.response = shape(knownProblem('internal'))
  })
  .handler(async (event, context) => shape(await route(routes, event, context.getRemainingTimeInMillis() - CLOSING_MS)))

function shape({ status, headers, body }: Answer): APIGatewayProxyStructuredResultV2 {
  return { statusCode: status, headers, body: JSON.stringify(body) }
}
