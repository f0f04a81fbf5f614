/** A place that holds a personal value. `field` is phone_number, the name of a common field, or user_chosen_values. */
type Place = { pointer: string; field: string; value: string; replace(value: string): void }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** The string under `key` of an object or list, if there is one. */
function* placeAt(holder: unknown, key: string | number, pointer: string, field: string): Generator<Place> {
  if (!isObject(holder)) return
  const value = holder[key]
  if (typeof value !== 'string') return
  yield {
    pointer,
    field,
    value,
    replace: replacement => {
      holder[key] = replacement
    },
  }
}

/** The one list of what is personal (CONTRACT.md 1.3, 2: column "encrypted"). Reads a value of any shape. */
export function* personalPlaces(value: unknown): Generator<Place> {
  if (!isObject(value)) return
  yield* placeAt(value, 'phone_number', '/phone_number', 'phone_number')
  const form = value['user_information']
  if (!isObject(form)) return
  for (const [index, item] of items(form['common_field_list']).entries()) {
    const field = isObject(item) && typeof item['name'] === 'string' ? item['name'] : ''
    yield* placeAt(item, 'value', `/user_information/common_field_list/${index}/value`, field)
  }
  for (const [index, item] of items(form['custom_field_list']).entries()) {
    const values = isObject(item) ? item['user_chosen_values'] : undefined
    const pointer = `/user_information/custom_field_list/${index}/user_chosen_values`
    for (const position of items(values).keys()) {
      yield* placeAt(values, position, `${pointer}/${position}`, 'user_chosen_values')
    }
  }
}

/** The personal values of a request or card, plain or encrypted as they stand, each with its JSON pointer. */
export function personalFields(value: object): { pointer: string; value: string }[] {
  return Array.from(personalPlaces(value), place => ({ pointer: place.pointer, value: place.value }))
}

/** A copy in which the personal values that `replacements` names by pointer are replaced; the others stay. */
export function replacePersonalFields<T extends object>(value: T, replacements: ReadonlyMap<string, string>): T {
  const copy = structuredClone(value)
  for (const place of personalPlaces(copy)) {
    const replacement = replacements.get(place.pointer)
    if (replacement !== undefined) place.replace(replacement)
  }
  return copy
}
