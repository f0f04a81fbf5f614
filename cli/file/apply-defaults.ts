import { isTree, type Tree } from './file-record.ts'

const SPELLINGS = ['valid_date_information', 'date_information'] as const

/**
 * A row's request with what is the same for every row, wherever the row says nothing itself. The two spellings of the
 * validity are one object (DESIGN section 3): the row's spelling wins, and its fields win one by one; a row that gives
 * another type than the defaults takes none of their validity.
 */
export function applyDefaults(request: Tree, common: Tree): Tree {
  const given = SPELLINGS.filter(name => name in request)
  const [own] = given
  if (own === undefined) return { ...common, ...request }
  const { valid_date_information: today, date_information: seed, ...rest } = common
  const [validity, defaults] = [request[own], today ?? seed]
  const isShared =
    given.length === 1 &&
    isTree(validity) &&
    isTree(defaults) &&
    (validity['type'] === undefined || validity['type'] === defaults['type'])
  return { ...rest, ...request, ...(isShared && { [own]: { ...defaults, ...validity } }) }
}
