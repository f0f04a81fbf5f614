import { credentialSchema } from './credential-schema.ts'
import { renderErrors } from './errors-page.ts'
import { renderFields } from './fields-page.ts'
import { importRequestSchema } from './import-request-schema.ts'
import { messageSchema } from './message-schema.ts'
import { renderMetrics } from './metrics-page.ts'
import { makeOpenApi } from './openapi.ts'

/** Every document that is made from the code, by its path from the root of the repository. */
export function makeDocuments(): Readonly<Record<string, string>> {
  return {
    'docs/errors.md': renderErrors('en'),
    'docs/errors.zh-CN.md': renderErrors('zh'),
    'docs/import-request.md': renderFields('en'),
    'docs/import-request.zh-CN.md': renderFields('zh'),
    'docs/metrics.md': renderMetrics('en'),
    'docs/metrics.zh-CN.md': renderMetrics('zh'),
    'docs/openapi.json': json(makeOpenApi()),
    'docs/schemas/import-request.schema.json': schema('Import request', importRequestSchema()),
    'docs/schemas/sqs-message.schema.json': schema('SQS message', messageSchema()),
    'docs/schemas/credential-secret.schema.json': schema('Credential secret', credentialSchema()),
  }
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const schema = (title: string, described: object) =>
  json({ $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...described })
