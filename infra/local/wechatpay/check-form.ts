import { refused } from './catalogue.ts'
import type { ImportBody } from './read-import.ts'
import type { Template } from './templates.ts'

/** Form fields against themselves and the template (CONTRACT.md 3.5). Lengths of values are known only once decrypted. */
export function checkForm({ commonFields, customFields }: ImportBody, template: Template): void {
  const names = commonFields.map(({ name }) => name)
  if (new Set(names).size < names.length) throw refused('COMMON_FIELD_TWICE')
  if (names.some(name => !template.commonFields.includes(name))) throw refused('COMMON_FIELD_UNDEFINED')
  if (customFields.length > 1) throw refused('CUSTOM_FIELD_LIMITS')
  for (const { name, values } of customFields) {
    if (values.length < 1 || values.length > 10) throw refused('CUSTOM_FIELD_LIMITS')
    if (name !== template.customField?.name) throw refused('CUSTOM_FIELD_UNDEFINED')
  }
}
