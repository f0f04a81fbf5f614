import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { parseJson } from '../member/parse-json.ts'
import { type Answer, knownProblem, problem } from './problem.ts'
import { readHeader } from './read-header.ts'

const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

/** The parsed JSON body of an event, or the refusal: 415, 413 or 400. */
export function readBody(event: APIGatewayProxyEventV2): { value: unknown } | { refusal: Answer } {
  if (!JSON_TYPE.test(readHeader(event, 'content-type') ?? '')) {
    return { refusal: knownProblem('content_type') }
  }
  const parsed = parseJson(Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'))
  if (!('fault' in parsed)) return parsed
  const { fault } = parsed
  const status = fault.code === 'body_too_large' ? 413 : 400
  return { refusal: problem(status, fault.code, 'The body is not an import request.', { errors: [fault] }) }
}
