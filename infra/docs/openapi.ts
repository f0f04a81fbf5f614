import { EncryptionKeySchema } from '../../functions/member/encryption-key.ts'
import { JobStatusSchema } from '../../functions/member/job-status.ts'
import { UserCardSchema } from '../../functions/member/user-card.ts'
import product from '../../package.json' with { type: 'json' }
import { importRequestSchema } from './import-request-schema.ts'
import { PARAMETERS } from './openapi-parameters.ts'
import { PATHS } from './openapi-paths.ts'
import { RESPONSE_HEADERS } from './openapi-responses.ts'
import { problemSchema } from './problem-schema.ts'
import { describeSchema } from './to-json-schema.ts'

const DESCRIPTION = `Imports a merchant's existing members into WeChat Pay brand membership, one member a request.

Every request is signed with AWS Signature Version 4. An answer that this service gives has \`Cache-Control: no-store\`;
what API Gateway answers by itself (no signature, no right, a throttle of the account) is JSON with a \`message\` alone. A path that is not
listed here is answered with 404 and the code \`route_unknown\`.`

/** The OpenAPI document of the HTTP trigger, made of the schemas that validate and the codes that are answered. */
export function makeOpenApi() {
  return {
    openapi: '3.1.0',
    info: {
      title: product.name,
      version: product.version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      {
        url: 'https://{api}.execute-api.{region}.{domain}',
        description: 'A deployed stack: its output HttpApiUrl.',
        variables: {
          api: { default: 'api' },
          region: { default: 'ap-southeast-1' },
          domain: { default: 'amazonaws.com', enum: ['amazonaws.com', 'amazonaws.com.cn'] },
        },
      },
      {
        url: 'http://127.0.0.1:{port}',
        description: 'The stack on one machine, as `npm run dev` prints it; signatures are not asked for there.',
        variables: { port: { default: '3000' } },
      },
    ],
    security: [{ sigv4: [] }],
    paths: PATHS,
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4 for the service execute-api; the caller needs execute-api:Invoke.',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
      parameters: PARAMETERS,
      headers: RESPONSE_HEADERS,
      responses: {
        Forbidden: {
          description: 'API Gateway: the signature is missing or wrong, or the caller may not call this route.',
          content: {
            'application/json': {
              schema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
              example: { message: 'Forbidden' },
            },
          },
        },
      },
      schemas: {
        ImportRequest: importRequestSchema(),
        UserCard: { ...describeSchema(UserCardSchema), description: 'Fields that are not listed here may follow.' },
        CardTemplate: { type: 'object', description: 'As WeChat Pay answers it (partner/4015336974).' },
        EncryptionKey: describeSchema(EncryptionKeySchema),
        JobStatus: describeSchema(JobStatusSchema),
        Problem: problemSchema(),
      },
    },
  }
}
