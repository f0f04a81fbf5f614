import * as v from 'valibot'
import { LONGEST_LIST, list, object } from './containers.ts'
import { readTime, TIME_FORM } from './date-time.ts'
import { about, stating } from './stating.ts'
import { atMost, encodable, keeps, matches, notEmpty, type TextRule } from './text-rules.ts'

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

const required = (max: number, ...more: readonly TextRule[]) =>
  v.pipe(v.string(), keeps(notEmpty, atMost(max), ...encodable, ...more))

const time = v.pipe(
  v.string(),
  keeps({
    code: 'time_invalid',
    demand: 'an existing moment, written yyyy-MM-DDTHH:mm:ss with optional .SSS and then Z or an offset such as +08:00',
    stated: { format: 'date-time', pattern: TIME_FORM.source },
    holds: text => readTime(text) !== undefined,
  }),
)

const days = v.pipe(
  v.number(),
  stating(
    v.rawCheck<number>(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      if (!Number.isInteger(dataset.value)) addIssue({ message: 'wrong_type', expected: 'an integer' })
      else if (dataset.value < 1 || dataset.value > MAX_DAYS) {
        addIssue({ message: 'days_out_of_range', expected: `from 1 to ${MAX_DAYS}` })
      }
    }),
    { type: 'integer', minimum: 1, maximum: MAX_DAYS },
  ),
)

export const validityEntries = {
  type: about('As the card template has it.', v.picklist(VALIDITY_TYPES)),
  available_begin_time: v.exactOptional(about('FIX_TIME_RANGE: valid from then on.', time)),
  available_end_time: v.exactOptional(about('FIX_TIME_RANGE: valid until before then.', time)),
  available_day_after_receive: v.exactOptional(
    about('FIX_TERM: valid for so many natural days after pickup_time.', days),
  ),
}

export const commonFieldEntries = {
  name: about('Which of the common fields it is.', v.picklist(COMMON_FIELD_NAMES)),
  value: about(
    'Personal. SEX: 男 or 女; BIRTHDAY: yyyy-MM-DD; CITY: province and city, joined by one ASCII comma; at most 214 bytes of UTF-8.',
    v.string(),
  ),
}

export const customFieldEntries = {
  name: about('The name of the form field in the card template.', required(32)),
  user_chosen_values: about(
    'Personal. Values that the template offers, of at most 8 characters.',
    list(v.string(), 1, 10),
  ),
}

export const userInformationEntries = {
  common_field_list: v.exactOptional(
    about('Each common field once.', list(object(commonFieldEntries), 0, LONGEST_LIST)),
  ),
  custom_field_list: v.exactOptional(about('One form field of your own.', list(object(customFieldEntries), 0, 1))),
}

export const importRequestEntries = {
  brand_id: v.exactOptional(
    about(
      'The brand that owns the card. Required under a partner credential; a brand credential is its brand.',
      required(32),
    ),
  ),
  card_id: about('The card template.', required(32)),
  openid: about("The user's ID under the AppID of the card template.", required(128)),
  user_card_code: about(
    'The card code, unique inside one template: digits, Latin letters and half-width punctuation.',
    required(
      32,
      matches('user_card_code_invalid', 'digits, Latin letters and half-width punctuation', /^[\x20-\x7e]*$/),
    ),
  ),
  phone_number: v.exactOptional(about('Personal. At most 214 bytes of UTF-8.', v.string())),
  card_color: v.exactOptional(
    about(
      'The colour of the card, such as #FFFF00.',
      v.pipe(v.string(), keeps(matches('card_color_invalid', 'a # and six hexadecimal digits', /^#[0-9A-Fa-f]{6}$/))),
    ),
  ),
  card_picture_url: v.exactOptional(
    about(
      'What the image upload of WeChat Pay returned.',
      v.pipe(
        v.string(),
        keeps(atMost(256), ...encodable, {
          code: 'card_picture_url_invalid',
          demand: 'an https URL',
          stated: { pattern: '^[Hh][Tt][Tt][Pp][Ss]://\\S+$' },
          holds: text => /^https:\/\/\S+$/i.test(text) && URL.canParse(text),
        }),
      ),
    ),
  ),
  level: v.exactOptional(about('Shown on the card.', v.pipe(v.string(), keeps(atMost(10), ...encodable)))),
  user_information: v.exactOptional(
    about('What the member filled in; each field one that the card template has.', object(userInformationEntries)),
  ),
  date_information: v.exactOptional(
    about('The older name of valid_date_information: exactly one of the two.', object(validityEntries)),
  ),
  valid_date_information: v.exactOptional(about('How long the card is valid.', object(validityEntries))),
  pickup_time: about('When the member got the card: a moment in the past.', time),
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
