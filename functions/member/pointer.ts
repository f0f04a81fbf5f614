/** How field names look. It needs neither of the two escapes of RFC 6901. */
const FIELD_NAME = /^[A-Za-z_][\w.-]{0,63}$/

/**
 * The JSON Pointer (RFC 6901) of a member or item of what `parent` points to. Pointers are logged and stored, and a key
 * of a wrong body can be anything, a phone number too: a key that does not look like a field's name is shown as `…`.
 */
export function childPointer(parent: string, key: string | number): string {
  return `${parent}/${typeof key === 'number' || FIELD_NAME.test(key) ? key : '…'}`
}
