import { surplusValidityFields } from './check-validity.ts'
import type { Fault } from './faults.ts'
import type { Place } from './personal-fields.ts'

/** Fields whose value may be any text, as far as it is known: empty ones pass, with a warning. */
const FREE_TEXTS: ReadonlySet<string> = new Set(['phone_number', 'USER_FORM_FLAG_NAME', 'USER_FORM_FLAG_ADDRESS'])

/** What passes because only its refusal is inferred, or nothing is known of it (CONTRACT.md 1.4, 3.5, 10). */
export function* warnImportRequest(
  request: Record<string, unknown>,
  places: readonly Place[],
  encrypted: boolean,
): Generator<Fault> {
  yield* surplusValidityFields(request)
  const code = request['user_card_code']
  if (typeof code === 'string' && code.includes(' ')) {
    const detail = 'Whether WeChat Pay takes a space for half-width punctuation is not documented.'
    yield { pointer: '/user_card_code', code: 'user_card_code_space', detail }
  }
  if (request['level'] === '') yield empty('/level')
  if (encrypted) return
  for (const { pointer, field, value } of places) {
    if (value === '' && FREE_TEXTS.has(field)) yield empty(pointer)
    else if (field === 'phone_number' && !/^\+?\d[\d -]{4,19}$/.test(value)) {
      yield { pointer, code: 'phone_number_unusual', detail: 'Does not look like a phone number.' }
    }
  }
}

const empty = (pointer: string): Fault => ({ pointer, code: 'empty', detail: 'An empty value says nothing.' })
