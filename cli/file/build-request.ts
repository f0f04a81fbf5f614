import type { Tree } from './file-record.ts'

/** Columns of whole numbers; every other cell is a text. */
const INTEGERS = new Set(['available_day_after_receive'])
const COMMON_FIELD = /^USER_FORM_FLAG_/
const CUSTOM_FIELD = /^custom:/

/**
 * An import request out of the cells of a row, by column name: a field path (`openid`, `date_information.type`), a
 * common field (`USER_FORM_FLAG_NAME`), or `custom:` and the name of the custom field, its chosen values joined by `|`.
 * An empty cell is an absent field.
 */
export function buildRequest(cells: ReadonlyMap<string, string>): Tree {
  const request: Tree = {}
  const commonFields: Tree[] = []
  const customFields: Tree[] = []
  for (const [column, cell] of cells) {
    if (cell === '') continue
    if (COMMON_FIELD.test(column)) commonFields.push({ name: column, value: cell })
    else if (CUSTOM_FIELD.test(column)) {
      customFields.push({ name: column.replace(CUSTOM_FIELD, ''), user_chosen_values: cell.split('|') })
    } else put(request, column.split('.'), cell)
  }
  const lists = {
    ...(commonFields.length > 0 && { common_field_list: commonFields }),
    ...(customFields.length > 0 && { custom_field_list: customFields }),
  }
  return Object.keys(lists).length > 0 ? { ...request, user_information: lists } : request
}

function put(tree: Tree, [name = '', ...rest]: string[], cell: string): void {
  if (rest.length === 0) {
    tree[name] = INTEGERS.has(name) && /^\d+$/.test(cell) ? Number(cell) : cell
    return
  }
  const branch: Tree = { ...(tree[name] instanceof Object && tree[name]) }
  put(branch, rest, cell)
  tree[name] = branch
}
