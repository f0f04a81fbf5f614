import { CUSTOM_PREFIX, VALIDITY_TYPE_COLUMNS } from './columns.ts'
import { isTree, type Tree } from './file-record.ts'

const FORM_LIST = /^\/user_information\/(common|custom)_field_list(?:\/(\d+))?/

/** The column of a CSV file that made what `pointer` points to in a request. A list as a whole is named by its last. */
export function nameColumn(pointer: string, request: Tree, header: readonly string[]): string {
  const [, kind, item] = FORM_LIST.exec(pointer) ?? []
  if (kind !== undefined) {
    const form = request['user_information']
    const list = isTree(form) ? form[`${kind}_field_list`] : undefined
    const field: unknown = Array.isArray(list) ? list.at(item === undefined ? -1 : Number(item)) : undefined
    return (kind === 'custom' ? CUSTOM_PREFIX : '') + (isTree(field) ? field['name'] : '')
  }
  const column = pointer.slice(1).replaceAll('/', '.')
  // The validity as a whole is named by its type, in a spelling that the file has.
  const type = `${column}.type`
  if (!VALIDITY_TYPE_COLUMNS.includes(type)) return column
  return header.includes(type) ? type : (VALIDITY_TYPE_COLUMNS.find(name => header.includes(name)) ?? type)
}
