type Holder = Record<string | number, unknown>

/**
 * A place that holds a personal value, which is `holder[key]`. `field` is phone_number, the name of a common field, or
 * user_chosen_values.
 */
export type Place = { pointer: string; field: string; value: string; holder: Holder; key: string | number }

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null

const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** The one list of what is personal (CONTRACT.md 1.3, 2: column "encrypted"). Reads a value of any shape. */
export function personalPlaces(value: unknown): Place[] {
  const places: Place[] = []
  /** Takes the string under `key` of an object or list, if there is one. */
  const take = (holder: unknown, key: string | number, pointer: string, field: string) => {
    const held = isHolder(holder) ? holder[key] : undefined
    if (isHolder(holder) && typeof held === 'string') places.push({ pointer, field, value: held, holder, key })
  }
  if (!isHolder(value)) return places
  take(value, 'phone_number', '/phone_number', 'phone_number')
  const form = value['user_information']
  if (!isHolder(form)) return places
  for (const [index, item] of items(form['common_field_list']).entries()) {
    const field = isHolder(item) && typeof item['name'] === 'string' ? item['name'] : ''
    take(item, 'value', `/user_information/common_field_list/${index}/value`, field)
  }
  for (const [index, item] of items(form['custom_field_list']).entries()) {
    const values = isHolder(item) ? item['user_chosen_values'] : undefined
    const pointer = `/user_information/custom_field_list/${index}/user_chosen_values`
    for (const position of items(values).keys()) {
      take(values, position, `${pointer}/${position}`, 'user_chosen_values')
    }
  }
  return places
}

/** The personal values of a request or card, plain or encrypted as they stand, each with its JSON pointer. */
export function personalFields(value: object): { pointer: string; value: string }[] {
  return personalPlaces(value).map(place => ({ pointer: place.pointer, value: place.value }))
}

/** A copy in which each personal value is what `change` makes of it. */
export function changePersonalFields<T extends object>(
  value: T,
  change: (value: string, pointer: string) => string,
): T {
  const form = isHolder(value) ? value['user_information'] : undefined
  const copy = { ...value, ...(form !== undefined && { user_information: copyOf(form) }) }
  for (const { pointer, value: held, holder, key } of personalPlaces(copy)) holder[key] = change(held, pointer)
  return copy
}

/** Of JSON only; structuredClone takes some ten times as long. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (!isHolder(value)) return value
  const copy = { ...value }
  for (const key of Object.keys(copy)) copy[key] = copyOf(copy[key])
  return copy
}

/** A copy in which the personal values that `replacements` names by pointer are replaced; the others stay. */
export function replacePersonalFields<T extends object>(value: T, replacements: ReadonlyMap<string, string>): T {
  return changePersonalFields(value, (held, pointer) => replacements.get(pointer) ?? held)
}
