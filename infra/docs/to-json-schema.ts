import { toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { anyCase } from './any-case.ts'

export type JsonSchema = ReturnType<typeof toJsonSchema>

/** Straighten a text that has been checked before. */
const STRAIGHTENING = ['trim', 'to_upper_case']

/**
 * A schema of the product as JSON Schema 2020-12, which is that of OpenAPI 3.1. A check of our own is what it states (see
 * functions/member/stating.ts); one that states nothing is refused, so that no rule is left out unseen.
 */
export function describeSchema(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, ...described } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'output',
    ignoreActions: STRAIGHTENING,
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      'stated' in valibotSchema ? state(jsonSchema, valibotSchema.stated) : undefined,
    overrideAction: ({ valibotAction, jsonSchema }) => {
      if ('stated' in valibotAction) return state(jsonSchema, valibotAction.stated)
      const form = valibotAction.type === 'regex' && 'requirement' in valibotAction && valibotAction.requirement
      return form instanceof RegExp ? { ...jsonSchema, pattern: patternOf(form) } : undefined
    },
  })
  return described
}

function state(schema: JsonSchema, stated: unknown): JsonSchema {
  return Array.isArray(stated) ? stated.reduce(stateOne, schema) : schema
}

function stateOne(schema: JsonSchema, stated: unknown): JsonSchema {
  if (typeof stated === 'string') return { ...schema, description: join(schema.description, `Must be ${stated}.`) }
  const { pattern, ...others }: JsonSchema = typeof stated === 'object' ? { ...stated } : {}
  return { ...schema, ...others, ...addPattern(schema, pattern) }
}

/** JSON Schema has no flags. */
export const patternOf = ({ source, flags }: RegExp): string => (flags.includes('i') ? anyCase(source) : source)

/** JSON Schema has one pattern; more than one are held together. */
function addPattern({ pattern: first, allOf = [] }: JsonSchema, pattern: string | undefined): JsonSchema {
  if (pattern === undefined) return {}
  return first === undefined ? { pattern } : { allOf: [...allOf, { pattern }] }
}

const join = (first: string | undefined, second: string) => (first === undefined ? second : `${first} ${second}`)
