import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

export const readDocument = (path: string) => readFileSync(join(import.meta.dirname, '../../docs', path), 'utf8')

// Formats only annotate: where one decides, a pattern stands beside it.
const options = { strict: false, allErrors: true, validateFormats: false }

export const compileSchema = (path: string): ValidateFunction =>
  new Ajv2020(options).compile(JSON.parse(readDocument(path)))

/** The schemas of a whole document, each by its JSON Pointer. */
export function openSchemas(document: object): (pointer: string) => ValidateFunction {
  const ajv = new Ajv2020(options).addSchema(document, 'document')
  const compiled = new Map<string, ValidateFunction>()
  return pointer => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `document#${pointer}` })
    compiled.set(pointer, validate)
    return validate
  }
}
