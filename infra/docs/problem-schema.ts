import type { ProblemStatus } from '../../functions/api/problem.ts'
import { PARAMETER_FAULTS, PROBLEMS } from '../../functions/api/problems.ts'
import { FAULTS } from '../../functions/member/faults.ts'
import { BODY_FAULTS } from '../../functions/member/parse-json.ts'
import { HALTS, REJECTIONS } from '../../functions/member/reasons.ts'
import type { JsonSchema } from './to-json-schema.ts'

const TOO_LARGE = 'body_too_large'

const ofStatus = (status: ProblemStatus): string[] =>
  Object.entries(PROBLEMS).flatMap(([code, problem]) => (problem.status === status ? [code] : []))

/** Every code that a status can have, whatever the route. */
export const CODES: Readonly<Record<ProblemStatus, readonly string[]>> = {
  400: ['invalid_request', ...Object.keys(BODY_FAULTS).filter(code => code !== TOO_LARGE)],
  404: ofStatus(404),
  405: ofStatus(405),
  409: ofStatus(409),
  413: [TOO_LARGE],
  415: ofStatus(415),
  422: ['invalid_request', ...Object.keys(REJECTIONS)],
  429: ofStatus(429),
  500: ofStatus(500),
  502: ofStatus(502),
  503: [...ofStatus(503), ...Object.keys(HALTS)],
  504: ofStatus(504),
}

const distinct = (codes: readonly string[]) => [...new Set(codes)].sort()

export function problemSchema(): JsonSchema {
  return {
    type: 'object',
    description: 'Problem details (RFC 9457). Every code is told in docs/errors.md.',
    properties: {
      type: { const: 'about:blank' },
      title: { type: 'string', description: 'The phrase of the status.' },
      status: { type: 'integer' },
      detail: { type: 'string', description: 'What happened and what to do, in sentences that may change.' },
      code: { type: 'string', enum: distinct(Object.values(CODES).flat()), description: 'Stable.' },
      request_id: { type: 'string', description: 'Of WeChat Pay, if it answered.' },
      errors: {
        type: 'array',
        maxItems: 101,
        items: {
          type: 'object',
          properties: {
            pointer: {
              type: 'string',
              description: 'JSON Pointer (RFC 6901) into the body, or the name of a parameter or header.',
            },
            code: {
              type: 'string',
              enum: distinct([...Object.keys(FAULTS), ...Object.keys(REJECTIONS), ...Object.keys(PARAMETER_FAULTS)]),
            },
            detail: { type: 'string', description: 'Names the rule, never the value.' },
          },
          required: ['pointer', 'code', 'detail'],
          additionalProperties: false,
        },
      },
    },
    required: ['type', 'title', 'status', 'detail', 'code'],
    additionalProperties: false,
  }
}
