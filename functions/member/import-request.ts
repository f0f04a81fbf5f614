import * as v from 'valibot'
import { LONGEST_LIST, list, object } from './containers.ts'
import { readTime } from './date-time.ts'
import { atMost, encodable, keeps, notEmpty } from './text-rules.ts'

export const COMMON_FIELD_NAMES = [
  'USER_FORM_FLAG_SEX',
  'USER_FORM_FLAG_NAME',
  'USER_FORM_FLAG_BIRTHDAY',
  'USER_FORM_FLAG_ADDRESS',
  'USER_FORM_FLAG_EMAIL',
  'USER_FORM_FLAG_CITY',
] as const

export const VALIDITY_TYPES = ['FIX_TIME_RANGE', 'FIX_TERM', 'PERMANENT'] as const

/** CONTRACT.md 1.3 and 9.4: the higher of the two documented limits, which the error text names too. */
const MAX_DAYS = 10_958

const required = (max: number) => v.pipe(v.string(), keeps(notEmpty, atMost(max), ...encodable))

const time = v.pipe(
  v.string(),
  keeps({
    code: 'time_invalid',
    demand: 'an existing moment, written yyyy-MM-DDTHH:mm:ss with optional .SSS and then Z or an offset such as +08:00',
    holds: text => readTime(text) !== undefined,
  }),
)

const days = v.pipe(
  v.number(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    if (!Number.isInteger(dataset.value)) addIssue({ message: 'wrong_type', expected: 'an integer' })
    else if (dataset.value < 1 || dataset.value > MAX_DAYS) {
      addIssue({ message: 'days_out_of_range', expected: `from 1 to ${MAX_DAYS}` })
    }
  }),
)

export const validityEntries = {
  type: v.picklist(VALIDITY_TYPES),
  available_begin_time: v.exactOptional(time),
  available_end_time: v.exactOptional(time),
  available_day_after_receive: v.exactOptional(days),
}

export const commonFieldEntries = {
  name: v.picklist(COMMON_FIELD_NAMES),
  value: v.string(),
}

export const customFieldEntries = {
  name: required(32),
  user_chosen_values: list(v.string(), 1, 10),
}

export const userInformationEntries = {
  common_field_list: v.exactOptional(list(object(commonFieldEntries), 0, LONGEST_LIST)),
  custom_field_list: v.exactOptional(list(object(customFieldEntries), 0, 1)),
}

export const importRequestEntries = {
  brand_id: v.exactOptional(required(32)),
  card_id: required(32),
  openid: required(128),
  user_card_code: v.pipe(
    required(32),
    keeps({
      code: 'user_card_code_invalid',
      demand: 'digits, Latin letters and half-width punctuation',
      holds: text => /^[\x20-\x7e]*$/.test(text),
    }),
  ),
  phone_number: v.exactOptional(v.string()),
  card_color: v.exactOptional(
    v.pipe(
      v.string(),
      keeps({
        code: 'card_color_invalid',
        demand: 'a # and six hexadecimal digits',
        holds: text => /^#[0-9A-Fa-f]{6}$/.test(text),
      }),
    ),
  ),
  card_picture_url: v.exactOptional(
    v.pipe(
      v.string(),
      keeps(atMost(256), ...encodable, {
        code: 'card_picture_url_invalid',
        demand: 'an https URL',
        holds: text => /^https:\/\/\S+$/i.test(text) && URL.canParse(text),
      }),
    ),
  ),
  level: v.exactOptional(v.pipe(v.string(), keeps(atMost(10), ...encodable))),
  user_information: v.exactOptional(object(userInformationEntries)),
  date_information: v.exactOptional(object(validityEntries)),
  valid_date_information: v.exactOptional(object(validityEntries)),
  pickup_time: time,
}

/**
 * The shape of the import request and the rules of its single fields (CONTRACT.md 1.3, 1.6); rules across fields and of
 * personal values are in checkImportRequest. Every issue has a FaultCode for message, or is one of type.
 */
export const ImportRequestSchema = object(importRequestEntries)

/**
 * The body of the import call, as WeChat Pay names its fields (CONTRACT.md 1.3 and the older page, 9.1). A checked
 * request has exactly one of `date_information` and `valid_date_information`: the spelling received is the one sent.
 * `brand_id` is absent under a brand credential.
 */
export type ImportRequest = v.InferOutput<typeof ImportRequestSchema>
