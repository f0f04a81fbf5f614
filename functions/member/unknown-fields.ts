import type { Fault } from './faults.ts'
import {
  commonFieldEntries,
  customFieldEntries,
  importRequestEntries,
  userInformationEntries,
  validityEntries,
} from './import-request.ts'
import { nearestName } from './nearest-name.ts'
import { childPointer } from './pointer.ts'

/** The fields of an object, or of each object of a list, and the fields of those that are objects themselves. */
type Level = { list: boolean; names: readonly string[]; inside: ReadonlyMap<string, Level> }

const level = (entries: object, inside: readonly (readonly [string, Level])[] = [], list = false): Level => ({
  list,
  names: Object.keys(entries),
  inside: new Map(inside),
})

const REQUEST = level(importRequestEntries, [
  [
    'user_information',
    level(userInformationEntries, [
      ['common_field_list', level(commonFieldEntries, [], true)],
      ['custom_field_list', level(customFieldEntries, [], true)],
    ]),
  ],
  ['date_information', level(validityEntries)],
  ['valid_date_information', level(validityEntries)],
])

/** Fields that the request does not have, at every level; what is inside an unknown field is not looked at. */
export function unknownFields(value: unknown): Generator<Fault> {
  return unknownIn(value, REQUEST, '')
}

function* unknownIn(value: unknown, { list, names, inside }: Level, pointer: string): Generator<Fault> {
  if (list) {
    const items: unknown[] = Array.isArray(value) ? value : []
    for (const [index, item] of items.entries()) {
      yield* unknownIn(item, { list: false, names, inside }, childPointer(pointer, index))
    }
    return
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  for (const name of Object.keys(value)) {
    const fields = inside.get(name)
    if (fields) yield* unknownIn(Reflect.get(value, name), fields, childPointer(pointer, name))
    else if (!names.includes(name)) {
      yield { pointer: childPointer(pointer, name), code: 'unknown_field', detail: detail(name, names) }
    }
  }
}

function detail(name: string, names: readonly string[]): string {
  const near = nearestName(name, names)
  return near === undefined ? 'Must not be present.' : `Must not be present; a field named ${near} exists.`
}
