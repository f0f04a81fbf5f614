import type { ProblemStatus } from '../../functions/api/problem.ts'
import { exampleProblem } from './problem-examples.ts'
import { CODES } from './problem-schema.ts'

const REQUEST_ID = { 'Request-ID': { $ref: '#/components/headers/RequestId' } }

const WHEN: Readonly<Record<ProblemStatus, string>> = {
  400: 'Not JSON, a key twice, or a wrong shape.',
  404: 'WeChat Pay, or the table, knows nothing of this name.',
  405: 'Any other method on this path.',
  409: 'The same member is being imported right now.',
  413: 'The body is larger than 256 KiB.',
  415: 'The body is not declared as application/json in UTF-8.',
  422: 'A field or parameter breaks a rule, or WeChat Pay refuses.',
  429: 'No permit within 1.5 s, or WeChat Pay asks for fewer calls.',
  500: 'A fault of the service; no internals are told.',
  502: 'The answer of WeChat Pay could not be trusted or understood.',
  503: 'Calls are halted until somebody mends what the code names, or WeChat Pay is down.',
  504: 'The outcome is not known yet: the queue settles it, and sending the same request again is safe.',
}

const WAITS: ReadonlySet<ProblemStatus> = new Set([409, 429, 503, 504])

/** Statuses that no call of WeChat Pay stands behind. */
const OWN: ReadonlySet<ProblemStatus> = new Set([400, 405, 413, 415, 500])

/** The problem of a status: its codes, by default all that it can have, and its headers. */
export function problemResponse(status: ProblemStatus, codes: readonly string[] = CODES[status]) {
  const headers = {
    ...(!OWN.has(status) && REQUEST_ID),
    ...(WAITS.has(status) && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
    ...(status === 405 && { Allow: { $ref: '#/components/headers/Allow' } }),
  }
  return {
    description: WHEN[status],
    ...(Object.keys(headers).length > 0 && { headers }),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { status: { const: status }, code: { enum: codes } } },
          ],
        },
        example: exampleProblem(status, codes),
      },
    },
  }
}

/** 200 with a body of one of the schemas; `headers` by their names. */
export function success(description: string, schema: string, example: object, headers?: object) {
  return {
    description,
    ...(headers && { headers }),
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` }, example } },
  }
}

export const RESPONSE_HEADERS = {
  RequestId: {
    description: "WeChat Pay's Request-ID, if it answered: what its support asks for.",
    schema: { type: 'string' },
  },
  RetryAfter: {
    description: 'Seconds to wait before the request is sent again.',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
  Allow: {
    description: 'The methods that the path takes.',
    required: true,
    schema: { type: 'string' },
  },
  ImportOutcome: {
    description:
      '`imported`: the card was made for this request, or an earlier unclear one; `already_member`: before it.',
    required: true,
    schema: { type: 'string', enum: ['imported', 'already_member'] },
  },
  PersonalFields: {
    description: '`encrypted` where the function has no key to decrypt what WeChat Pay answered.',
    required: true,
    schema: { type: 'string', enum: ['plain', 'encrypted'] },
  },
}

export const IMPORT_HEADERS = {
  ...REQUEST_ID,
  'Import-Outcome': { $ref: '#/components/headers/ImportOutcome' },
  'Personal-Fields': { $ref: '#/components/headers/PersonalFields' },
}

export const CARD_HEADERS = { ...REQUEST_ID, 'Personal-Fields': { $ref: '#/components/headers/PersonalFields' } }

export const TEMPLATE_HEADERS = REQUEST_ID
