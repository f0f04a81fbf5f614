/**
 * What can be wrong with an import request before any call is spent on it: a closed set of stable codes, each with what
 * to change. Codes that reasons.ts has too (card_expired, …) name the same rule, found here before WeChat Pay finds it.
 */
export const FAULT_HINTS = {
  // The body as JSON.
  body_too_large: 'Send one import request a body, of at most 256 KiB.',
  not_utf8: 'Encode the body as UTF-8.',
  not_json: 'Send one JSON object (RFC 8259).',
  nested_too_deep: 'Send the import request as it is documented; it needs five levels.',
  duplicate_key: 'Give each key of an object once.',
  forbidden_key: 'Remove the key.',
  message_attributes_invalid:
    'Send job_id (letters, digits, _ and -, up to 64) together with row (a decimal from 1), or neither.',
  wechatpay_serial_malformed: 'Send the serial of the key that encrypted the personal fields: PUB_KEY_ID_…',
  // Shape.
  wrong_type: 'Give the JSON type that the detail names.',
  null_value: 'Leave the field out instead of sending null.',
  missing: 'Add the field.',
  unknown_field: 'Remove the field, or correct its name.',
  unknown_value: 'Use one of the values that the detail names.',
  too_few_items: 'Add an item, or leave the list out with what holds it.',
  too_many_items: 'Remove items.',
  // Texts.
  empty: 'Give a value, or leave the field out where it is optional.',
  too_long: 'Shorten the text; characters are counted, not bytes.',
  outside_bmp: 'Remove emoji and other four-byte characters: WeChat Pay takes one- to three-byte UTF-8 only.',
  lone_surrogate: 'Mend the text: it holds half of a character.',
  user_card_code_invalid: 'Use digits, Latin letters and half-width punctuation only.',
  user_card_code_space: 'Remove the space if WeChat Pay refuses the code: it is not documented as punctuation.',
  card_color_invalid: 'Write the colour as # and six hexadecimal digits, such as #FFFF00.',
  card_picture_url_invalid: 'Use the https URL that the image upload returned.',
  other_brand: 'Leave brand_id out, or use the deployment of that brand.',
  // Times and validity.
  time_invalid: 'Write an existing moment as yyyy-MM-DDTHH:mm:ss+08:00, with .SSS if needed.',
  validity_twice: 'Send valid_date_information or date_information, not both.',
  begin_not_before_end: 'Put available_begin_time before available_end_time.',
  days_out_of_range: 'Give 1 to 10958 days.',
  pickup_time_not_past: 'Give the moment at which the member got the card; it must have passed.',
  card_expired: 'Check the validity dates and the pickup time; an expired card cannot be imported.',
  validity_field_surplus: 'Leave the field out: this validity type does not use it.',
  // Against the card template.
  validity_type_mismatch: 'Use the validity type of the template.',
  field_not_in_template: 'Leave the field out, or add it to the card template first.',
  value_not_in_template: 'Use values that the template offers, or add them to the card template first.',
  code_not_allocated: 'Make sure that these are codes which WeChat Pay has allocated: 24 digits.',
  template_not_effective: 'Use a card template that is in effect.',
  // Personal fields.
  common_field_repeated: 'Give each common field once.',
  sex_invalid: 'Use 男 or 女.',
  birthday_invalid: 'Write an existing day as yyyy-MM-DD.',
  email_invalid: 'Give a valid e-mail address.',
  city_invalid: 'Write province and city, joined by one ASCII comma.',
  phone_number_unusual: 'Check the phone number; it is sent as it is.',
  plaintext_too_long: 'Shorten the value to 214 bytes of UTF-8; a value encrypted already needs Wechatpay-Serial.',
  ciphertext_malformed: 'Send base64 of the 256 bytes of an RSA-2048 ciphertext, or leave Wechatpay-Serial out.',
} as const satisfies Record<string, string>

export type FaultCode = keyof typeof FAULT_HINTS

/** `pointer` is a JSON Pointer (RFC 6901) into the body, or the name of a header; `detail` a sentence that names the rule, never the value. */
export type Fault = { pointer: string; code: FaultCode; detail: string }
