import { openSchemas, readDocument } from './json-schema.ts'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const at = (value: unknown, ...keys: string[]): unknown =>
  keys.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value)
const keysOf = (value: unknown): string[] => (isObject(value) ? Object.keys(value) : [])
const pointerTo = (...keys: string[]) =>
  keys.map(key => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')

const document: object = JSON.parse(readDocument('openapi.json'))
const schemaAt = openSchemas(document)

/** An answer of the HTTP trigger. `headers` by lower-case names; `body` parsed. */
export type SeenAnswer = { status: number; headers: Readonly<Record<string, string>>; body: unknown }

/** What of an answer docs/openapi.json does not say: nothing, where it keeps to it. */
export function findUndocumented(method: string, path: string, answer: SeenAnswer): string[] {
  const template = keysOf(at(document, 'paths')).find(one =>
    new RegExp(`^${one.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
  if (template === undefined) return at(answer.body, 'code') === 'route_unknown' ? [] : [`there is no path ${path}`]
  // A wrong method is told at the method that the path takes.
  const [only = ''] = keysOf(at(document, 'paths', template))
  const verb = answer.status === 405 ? only : method.toLowerCase()
  const place = ['paths', template, verb, 'responses', String(answer.status)]
  const response = at(document, ...place)
  if (!isObject(response)) return [`${method} ${template} has no answer ${answer.status}`]
  return [...findHeaders(response, answer.headers), ...findBody(place, response, answer)]
}

function findHeaders(response: object, given: SeenAnswer['headers']): string[] {
  return keysOf(at(response, 'headers')).flatMap(name => {
    const reference = String(at(response, 'headers', name, '$ref'))
    const key = reference.slice(reference.lastIndexOf('/') + 1)
    const header = at(document, 'components', 'headers', key)
    const value = given[name.toLowerCase()]
    if (value === undefined) return at(header, 'required') === true ? [`the header ${name} is missing`] : []
    const typed = at(header, 'schema', 'type') === 'integer' ? Number(value) : value
    return schemaAt(pointerTo('components', 'headers', key, 'schema'))(typed) ? [] : [`the header ${name}: ${value}`]
  })
}

function findBody(place: string[], response: object, { headers, body }: SeenAnswer): string[] {
  const type = headers['content-type'] ?? ''
  if (at(response, 'content', type) === undefined) return [`the content type ${type}`]
  const validate = schemaAt(pointerTo(...place, 'content', type, 'schema'))
  if (validate(body)) return []
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`)
}
