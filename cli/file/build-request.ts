import { CUSTOM_PREFIX, isCustom } from './columns.ts'
import type { Tree } from './file-record.ts'

const COMMON_FIELD = /^USER_FORM_FLAG_/

/** Columns of whole numbers; every other cell is a text. */
const INTEGER = /\.available_day_after_receive$/

type Put = (request: Tree, form: { common: Tree[]; custom: Tree[] }, cell: string) => void

/**
 * Makes import requests of the rows under a header. A column is named by a field path (`openid`,
 * `date_information.type`), a common field (`USER_FORM_FLAG_NAME`), or `custom:` and the name of the custom field, its
 * chosen values joined by `|`. An empty cell is an absent field.
 */
export function createRequestBuilder(header: readonly string[]): (cells: readonly string[]) => Tree {
  const puts = header.map(putFor)
  return cells => {
    const request: Tree = {}
    const form = { common: [], custom: [] }
    for (const [at, put] of puts.entries()) {
      const cell = cells[at]
      if (cell) put(request, form, cell)
    }
    const lists = {
      ...(form.common.length > 0 && { common_field_list: form.common }),
      ...(form.custom.length > 0 && { custom_field_list: form.custom }),
    }
    if (Object.keys(lists).length > 0) request['user_information'] = lists
    return request
  }
}

function putFor(column: string): Put {
  if (COMMON_FIELD.test(column)) return (_, { common }, cell) => common.push({ name: column, value: cell })
  if (isCustom(column)) {
    const name = column.slice(CUSTOM_PREFIX.length)
    return (_, { custom }, cell) => custom.push({ name, user_chosen_values: cell.split('|') })
  }
  const [first = '', inner] = column.split('.')
  const read = (cell: string) => (INTEGER.test(column) && /^\d+$/.test(cell) ? Number(cell) : cell)
  if (inner === undefined) {
    return (request, _, cell) => {
      request[first] = read(cell)
    }
  }
  return (request, _, cell) => {
    request[first] = { ...(request[first] ?? {}), [inner]: read(cell) }
  }
}
