import * as v from 'valibot'

const USER_CARD_STATES = ['UNACTIVATED', 'EFFECTIVE', 'EXPIRED', 'INVALID'] as const

/** Absent rather than fatal where it is not what CONTRACT.md 2 says: no decision of ours hangs on these fields. */
const lenient = <const S extends v.GenericSchema>(schema: S) => v.fallback(v.optional(schema), undefined)

const text = lenient(v.string())

/** No more is asked of an answer than a card is recognised by; keys unknown here are kept. */
export const UserCardSchema = v.looseObject({
  user_card_code: v.string(),
  card_id: v.string(),
  openid: v.string(),
  user_card_state: v.picklist(USER_CARD_STATES),
  brand_id: text,
  card_type: text,
  valid_date_information: lenient(
    v.looseObject({
      type: text,
      available_begin_time: text,
      available_end_time: text,
      available_day_after_receive: lenient(v.number()),
    }),
  ),
  pickup_time: text,
  create_time: text,
  modify_time: text,
  card_color: text,
  card_picture_url: text,
  phone_number: text,
  level: text,
  user_information: lenient(
    v.looseObject({
      common_field_list: lenient(v.array(v.looseObject({ name: text, value: text }))),
      custom_field_list: lenient(
        v.array(v.looseObject({ name: text, user_chosen_values: lenient(v.array(v.string())) })),
      ),
    }),
  ),
  attach: text,
  invalid_reason: text,
  invalid_time: text,
})

/** A user's card as import, query and list answer it (CONTRACT.md 2). Keys unknown here are kept. */
export type UserCard = v.InferOutput<typeof UserCardSchema>

/** Reads one card of an answer; undefined where a field is missing by which a card is recognised. */
export function readUserCard(value: unknown): UserCard | undefined {
  const result = v.safeParse(UserCardSchema, value)
  return result.success ? result.output : undefined
}
