import { COMMON_FIELD_NAMES, importRequestEntries, validityEntries } from '../../functions/member/import-request.ts'

const VALIDITY_NAMES = ['valid_date_information', 'date_information'] as const

/** Columns of the validity, in either spelling. */
const VALIDITY = VALIDITY_NAMES.flatMap(name => Object.keys(validityEntries).map(field => `${name}.${field}`))

const OBJECTS: ReadonlySet<string> = new Set([...VALIDITY_NAMES, 'user_information'])

/** Every column by its name but the custom ones: a field path of the import request, or the name of a common field. */
export const COLUMNS: readonly string[] = [
  ...Object.keys(importRequestEntries).filter(name => !OBJECTS.has(name)),
  ...VALIDITY,
  ...COMMON_FIELD_NAMES,
]

export const VALIDITY_TYPE_COLUMNS: readonly string[] = VALIDITY_NAMES.map(name => `${name}.type`)

export const CUSTOM_PREFIX = 'custom:'

export const isCustom = (column: string) => column.startsWith(CUSTOM_PREFIX)
