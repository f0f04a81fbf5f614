import type { Language } from './error-sections.ts'
import { FIELDS_WORDS } from './fields-words.ts'
import { importRequestSchema } from './import-request-schema.ts'
import { markdownTable } from './markdown-table.ts'
import type { JsonSchema } from './to-json-schema.ts'

const MARK =
  '<!-- Made by `npm run docs`; what stands here is changed in functions/member/import-request.ts, import-request-zh.ts beside it, and infra/docs/. -->'

/** docs/import-request.md or docs/import-request.zh-CN.md: the fields, as the schema that validates has them. */
export function renderFields(language: Language): string {
  const { intro, head, outro } = FIELDS_WORDS[language]
  const request = importRequestSchema()
  const fields = markdownTable(head, rowsOf(request, '', language))
  return `${[MARK, intro, fields, outro(request.description ?? '')].join('\n\n')}\n`
}

function rowsOf({ properties = {}, required = [] }: JsonSchema, parent: string, language: Language): string[][] {
  const { yes, meaning } = FIELDS_WORDS[language]
  return Object.entries(properties).flatMap(([name, field]) => {
    if (typeof field === 'boolean') return []
    const path = `${parent}${name}`
    const row = [
      `\`${path}\``,
      required.includes(name) ? yes : '',
      formOf(field, language),
      meaning(path, field.description ?? ''),
    ]
    const { items } = field
    const inside = typeof items === 'object' && !Array.isArray(items) ? rowsOf(items, `${path}[].`, language) : []
    return [row, ...rowsOf(field, `${path}.`, language), ...inside]
  })
}

function formOf({ type, enum: values, format, items, ...limits }: JsonSchema, language: Language): string {
  const words = FIELDS_WORDS[language]
  const range = (least = 0, most = 0) => (least === most ? `${most}` : words.range(least, most))
  if (values) return values.map(value => `\`${value}\``).join(words.or)
  if (type === 'integer') return words.integer(range(limits.minimum, limits.maximum))
  if (type === 'array') return words.list(range(limits.minItems, limits.maxItems), isObject(items))
  if (type === 'object') return words.object
  if (format === 'date-time') return words.time
  if (limits.maxLength === undefined) return words.text
  return words.textOf(range(limits.minLength, limits.maxLength))
}

const isObject = (items: JsonSchema['items']) =>
  typeof items === 'object' && !Array.isArray(items) && items.type === 'object'
