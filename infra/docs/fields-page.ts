import { importRequestSchema } from './import-request-schema.ts'
import { markdownTable } from './markdown-table.ts'
import type { JsonSchema } from './to-json-schema.ts'

const INTRO = `<!-- Made by \`npm run docs\`; what stands here is changed in functions/member/import-request.ts. -->

# The import request

Every field of the body of \`POST /user-cards/import-by-openid\`, of an SQS message, and of a line of a JSONL file; in a CSV file the columns
are named by these paths, by the name of a common field (\`USER_FORM_FLAG_NAME\`), or by \`custom:\` and the name of a custom field. The same as JSON
Schema: [schemas/import-request.schema.json](schemas/import-request.schema.json). What is wrong with a request is told by the codes of
[errors.md](errors.md#the-import-request).`

/** docs/import-request.md: the fields, as the schema that validates has them. */
export function renderFields(): string {
  const request = importRequestSchema()
  const fields = rowsOf(request, '')
  return `${INTRO}\n\n${markdownTable(['field', 'required', 'form', 'what it is'], fields)}\n\n${request.description}\n`
}

function rowsOf({ properties = {}, required = [] }: JsonSchema, parent: string): string[][] {
  return Object.entries(properties).flatMap(([name, field]) => {
    if (typeof field === 'boolean') return []
    const path = `${parent}${name}`
    const row = [`\`${path}\``, required.includes(name) ? 'yes' : '', formOf(field), field.description ?? '']
    const { items } = field
    const inside = typeof items === 'object' && !Array.isArray(items) ? rowsOf(items, `${path}[].`) : []
    return [row, ...rowsOf(field, `${path}.`), ...inside]
  })
}

function formOf({ type, enum: values, format, items, ...limits }: JsonSchema): string {
  if (values) return values.map(value => `\`${value}\``).join(', ')
  if (type === 'integer') return `integer, ${limits.minimum} to ${limits.maximum}`
  if (type === 'array')
    return `list, ${range(limits.minItems ?? 0, limits.maxItems)} ${isObject(items) ? 'objects' : 'texts'}`
  if (type === 'object') return 'object'
  if (format === 'date-time') return 'time, `2020-05-20T13:29:35+08:00`'
  if (limits.maxLength === undefined) return 'text'
  return `text, ${range(limits.minLength ?? 0, limits.maxLength)} characters`
}

const isObject = (items: JsonSchema['items']) =>
  typeof items === 'object' && !Array.isArray(items) && items.type === 'object'

const range = (least: number, most: number | undefined) => (least === most ? `${most}` : `${least} to ${most}`)
