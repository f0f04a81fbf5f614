import { USES } from '../../functions/member/check-validity.ts'
import { ImportRequestSchema } from '../../functions/member/import-request.ts'
import { describeSchema, type JsonSchema } from './to-json-schema.ts'

const SPELLINGS = ['valid_date_information', 'date_information'] as const

/**
 * The import request with the rules across its fields that JSON Schema can say; those with the clock, the credential and
 * the card template it cannot. The check names unknown fields by itself, so that its schema lets them pass.
 */
export function importRequestSchema(): JsonSchema {
  const { properties = {}, ...request } = closed(describeSchema(ImportRequestSchema))
  const validities = SPELLINGS.map(name => [name, { ...Object(properties[name]), allOf: usesByType() }])
  return {
    ...request,
    description:
      'One member. Fields that are called personal are sent plain, or, with Wechatpay-Serial, each as 344 characters of base64: encrypted under that key with RSAES-OAEP and SHA-1.',
    properties: { ...properties, ...Object.fromEntries(validities) },
    oneOf: SPELLINGS.map(name => ({ required: [name] })),
  }
}

function usesByType(): JsonSchema[] {
  return Object.entries(USES)
    .filter(([, fields]) => fields.length > 0)
    .map(([type, fields]) => ({
      anyOf: [{ properties: { type: { not: { const: type } } } }, { required: [...fields] }],
    }))
}

/** No field beside the known ones, at every level. */
function closed(schema: JsonSchema): JsonSchema {
  const { properties, items } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [name, typeof inner === 'object' ? closed(inner) : inner]),
      ),
      additionalProperties: false,
    }),
    ...(typeof items === 'object' && !Array.isArray(items) && { items: closed(items) }),
  }
}
