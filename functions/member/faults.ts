import type { Reason } from './reasons.ts'

/**
 * What can be wrong with an import request before any call is spent on it: a closed set of stable codes, each with what
 * it means and what to change. Codes that reasons.ts has too (card_expired, …) name the same rule, found here before
 * WeChat Pay finds it.
 */
export const FAULTS = {
  // The body as JSON.
  body_too_large: {
    sentence: 'The body is larger than 256 KiB.',
    mend: 'Send one import request a body, of at most 256 KiB.',
  },
  not_utf8: { sentence: 'The body is not UTF-8.', mend: 'Encode the body as UTF-8.' },
  not_json: { sentence: 'The body is not JSON.', mend: 'Send one JSON object (RFC 8259).' },
  nested_too_deep: {
    sentence: 'The JSON is nested more than 16 levels deep.',
    mend: 'Send the import request as it is documented; it needs five levels.',
  },
  duplicate_key: { sentence: 'An object has the same key twice.', mend: 'Give each key of an object once.' },
  forbidden_key: { sentence: 'An object has the key __proto__.', mend: 'Remove the key.' },
  message_attributes_invalid: {
    sentence: 'The message attributes job_id and row are malformed, or one of them stands alone.',
    mend: 'Send job_id (letters, digits, _ and -, up to 64) together with row (a decimal from 1), or neither.',
  },
  wechatpay_serial_malformed: {
    sentence: 'Wechatpay-Serial is neither the ID of a WeChat Pay public key nor the serial of a certificate.',
    mend: 'Send the serial of the key that encrypted the personal fields: PUB_KEY_ID_…',
  },
  // Shape.
  wrong_type: {
    sentence: 'The value has another JSON type than the field takes.',
    mend: 'Give the JSON type that the detail names.',
  },
  null_value: {
    sentence: 'The value is null, which WeChat Pay does not take.',
    mend: 'Leave the field out instead of sending null.',
  },
  missing: { sentence: 'A required field is missing.', mend: 'Add the field.' },
  unknown_field: {
    sentence: 'The import request has no field of this name.',
    mend: 'Remove the field, or correct its name.',
  },
  unknown_value: {
    sentence: 'The field does not take this value.',
    mend: 'Use one of the values that the detail names.',
  },
  too_few_items: {
    sentence: 'The list has too few items.',
    mend: 'Add an item, or leave the list out with what holds it.',
  },
  too_many_items: { sentence: 'The list has too many items.', mend: 'Remove items.' },
  // Texts.
  empty: { sentence: 'The text is empty.', mend: 'Give a value, or leave the field out where it is optional.' },
  too_long: {
    sentence: 'The text has more characters than the field takes.',
    mend: 'Shorten the text; characters are counted, not bytes.',
  },
  outside_bmp: {
    sentence: 'The text holds a character that takes four bytes of UTF-8.',
    mend: 'Remove emoji and other four-byte characters: WeChat Pay takes one- to three-byte UTF-8 only.',
  },
  lone_surrogate: {
    sentence: 'The text holds half of a character, an unpaired surrogate.',
    mend: 'Mend the text: it holds half of a character.',
  },
  user_card_code_invalid: {
    sentence: 'The card code holds something other than digits, Latin letters and half-width punctuation.',
    mend: 'Use digits, Latin letters and half-width punctuation only.',
  },
  user_card_code_space: {
    sentence: 'The card code holds a space.',
    mend: 'Remove the space if WeChat Pay refuses the code: it is not documented as punctuation.',
  },
  card_color_invalid: {
    sentence: 'The colour is not a # and six hexadecimal digits.',
    mend: 'Write the colour as # and six hexadecimal digits, such as #FFFF00.',
  },
  card_picture_url_invalid: {
    sentence: 'The picture is not an https URL.',
    mend: 'Use the https URL that the image upload returned.',
  },
  other_brand: {
    sentence: 'The request names another brand than the one of the credential.',
    mend: 'Leave brand_id out, or use the deployment of that brand.',
  },
  // Times and validity.
  time_invalid: {
    sentence: 'The time does not exist, or is written in another way than WeChat Pay takes.',
    mend: 'Write an existing moment as yyyy-MM-DDTHH:mm:ss+08:00, with .SSS if needed.',
  },
  validity_twice: {
    sentence: 'The validity is given under both of its names.',
    mend: 'Send valid_date_information or date_information, not both.',
  },
  begin_not_before_end: {
    sentence: 'The validity ends before it begins, or when it begins.',
    mend: 'Put available_begin_time before available_end_time.',
  },
  days_out_of_range: { sentence: 'The number of days is not from 1 to 10958.', mend: 'Give 1 to 10958 days.' },
  pickup_time_not_past: {
    sentence: 'The pickup time has not passed.',
    mend: 'Give the moment at which the member got the card; it must have passed.',
  },
  card_expired: {
    sentence: 'The card would already have expired.',
    mend: 'Check the validity dates and the pickup time; an expired card cannot be imported.',
  },
  validity_field_surplus: {
    sentence: 'The validity holds a field that its type does not use.',
    mend: 'Leave the field out: this validity type does not use it.',
  },
  // Against the card template.
  validity_type_mismatch: {
    sentence: 'The validity type differs from the one of the card template.',
    mend: 'Use the validity type of the template.',
  },
  field_not_in_template: {
    sentence: 'The card template lacks a form field of this name.',
    mend: 'Leave the field out, or add it to the card template first.',
  },
  value_not_in_template: {
    sentence: 'The card template does not offer this value, or takes one alone.',
    mend: 'Use values that the template offers, or add them to the card template first.',
  },
  code_not_allocated: {
    sentence: 'WeChat Pay allocates the codes of this card template, and this is not one of their form.',
    mend: 'Make sure that these are codes which WeChat Pay has allocated: 24 digits.',
  },
  template_not_effective: {
    sentence: 'The card template is not in effect.',
    mend: 'Use a card template that is in effect.',
  },
  // Personal fields.
  common_field_repeated: { sentence: 'A common field is given twice.', mend: 'Give each common field once.' },
  sex_invalid: { sentence: 'The sex is neither 男 nor 女.', mend: 'Use 男 or 女.' },
  birthday_invalid: {
    sentence: 'The birthday does not exist, or is not written yyyy-MM-DD.',
    mend: 'Write an existing day as yyyy-MM-DD.',
  },
  email_invalid: { sentence: 'This is not an e-mail address.', mend: 'Give a valid e-mail address.' },
  city_invalid: {
    sentence: 'This is not a province and a city with one ASCII comma between them.',
    mend: 'Write province and city, joined by one ASCII comma.',
  },
  phone_number_unusual: {
    sentence: 'The value does not look like a phone number.',
    mend: 'Check the phone number; it is sent as it is.',
  },
  plaintext_too_long: {
    sentence: 'The value has more than 214 bytes of UTF-8, and so cannot be encrypted.',
    mend: 'Shorten the value to 214 bytes of UTF-8; a value encrypted already needs Wechatpay-Serial.',
  },
  ciphertext_malformed: {
    sentence: 'With Wechatpay-Serial the personal fields are ciphertext, and this value is none.',
    mend: 'Send base64 of the 256 bytes of an RSA-2048 ciphertext, or leave Wechatpay-Serial out.',
  },
} as const satisfies Record<string, Reason>

export type FaultCode = keyof typeof FAULTS

/** `pointer` is a JSON Pointer (RFC 6901) into the body, or the name of a header; `detail` a sentence that names the rule, never the value. */
export type Fault = { pointer: string; code: FaultCode; detail: string }
