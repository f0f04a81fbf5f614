import type { ProblemStatus } from '../../functions/api/problem.ts'
import { CARD, ENCRYPTION_KEY, JOB, REQUEST, TEMPLATE } from './openapi-examples.ts'
import { CARD_HEADERS, IMPORT_HEADERS, problemResponse, success, TEMPLATE_HEADERS } from './openapi-responses.ts'

/** Problems by status, where `codes` does not say otherwise with every code of the status. */
function problems(statuses: readonly ProblemStatus[], codes: Partial<Record<ProblemStatus, string[]>> = {}) {
  return Object.fromEntries(statuses.map(status => [status, problemResponse(status, codes[status])]))
}

/** Answered by API Gateway before anything of this service runs. */
const FORBIDDEN = { 403: { $ref: '#/components/responses/Forbidden' } }

const parameters = (...names: string[]) => names.map(name => ({ $ref: `#/components/parameters/${name}` }))

/** The routes (functions/api/route.ts): what each takes and answers. */
export const PATHS = {
  '/user-cards/import-by-openid': {
    post: {
      operationId: 'importMember',
      summary: 'Import one member now',
      description:
        'Ends within 24 s. Sending the same request again is safe at any time: a member on record is asked for by query first.',
      parameters: parameters('serial'),
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { $ref: '#/components/schemas/ImportRequest' }, example: REQUEST },
        },
      },
      responses: {
        200: success('The card as WeChat Pay has it.', 'UserCard', CARD, IMPORT_HEADERS),
        ...FORBIDDEN,
        ...problems([400, 405, 409, 413, 415, 422, 429, 500, 503, 504]),
      },
    },
  },
  '/user-cards/{user_card_code}': {
    get: {
      operationId: 'getUserCard',
      summary: 'What WeChat Pay knows of a card',
      parameters: parameters('userCardCode', 'cardIdInQuery', 'openid', 'brandId'),
      responses: {
        200: success('The card as WeChat Pay has it.', 'UserCard', CARD, CARD_HEADERS),
        ...FORBIDDEN,
        ...problems([404, 405, 422, 429, 500, 502, 503], { 404: ['card_unknown', 'template_unknown'] }),
      },
    },
  },
  '/cards/{card_id}': {
    get: {
      operationId: 'getCardTemplate',
      summary: 'The card template',
      parameters: parameters('cardIdInPath', 'brandId'),
      responses: {
        200: success('The template as WeChat Pay has it.', 'CardTemplate', TEMPLATE, TEMPLATE_HEADERS),
        ...FORBIDDEN,
        ...problems([404, 405, 422, 429, 500, 502, 503], { 404: ['template_unknown'] }),
      },
    },
  },
  '/encryption-key': {
    get: {
      operationId: 'getEncryptionKey',
      summary: 'The key for whoever encrypts before sending',
      responses: {
        200: success('The key of the newest credential.', 'EncryptionKey', ENCRYPTION_KEY),
        ...FORBIDDEN,
        ...problems([405, 500, 503], { 503: ['configuration_broken', 'credential_broken'] }),
      },
    },
  },
  '/jobs/{job_id}': {
    get: {
      operationId: 'getJob',
      summary: 'How a job stands',
      parameters: parameters('jobId'),
      responses: {
        200: success('Rows by state, rate, expected end and halts.', 'JobStatus', JOB),
        ...FORBIDDEN,
        ...problems([404, 405, 500, 503], { 404: ['job_unknown'], 503: ['configuration_broken'] }),
      },
    },
  },
}
