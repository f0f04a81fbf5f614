/**
 * Why a member did not get a card: the closed set of codes that a row can end with, beside those of the local rules
 * (faults.ts). `pointer` is the field at fault, `sentence` says what happened, `mend` what to do next.
 * Sources: CONTRACT.md 3.4 (import), 3.5 (PATCH and confirm, inferred for the import), 3.8.
 */
export type Reason = { readonly pointer?: string; readonly sentence: string; readonly mend: string }

export const REJECTIONS = {
  user_card_code_invalid: {
    pointer: '/user_card_code',
    sentence: 'WeChat Pay refuses the characters of this card code.',
    mend: 'Use digits, Latin letters and half-width punctuation only.',
  },
  pickup_time_missing: {
    pointer: '/pickup_time',
    sentence: 'WeChat Pay wants a pickup time for this card.',
    mend: 'Add pickup_time, a moment in the past.',
  },
  card_expired: {
    pointer: '/valid_date_information',
    sentence: 'The card would already have expired.',
    mend: 'Check the validity dates and the pickup time; an expired card cannot be imported.',
  },
  content_refused: {
    sentence: 'WeChat Pay finds a text or picture of this request not acceptable.',
    mend: 'Change level, picture or form values, then import the row again.',
  },
  openid_of_other_app: {
    pointer: '/openid',
    sentence: 'The openid belongs to an AppID that is not bound to this brand.',
    mend: 'Bind the AppID to the brand, or use the openid under a bound AppID.',
  },
  openid_invalid: {
    pointer: '/openid',
    sentence: 'WeChat Pay does not know this openid.',
    mend: 'Check the openid: it must be the one under the AppID of the card template.',
  },
  pending_activation: {
    sentence: 'The user already holds a card that waits for activation.',
    mend: 'Confirm the opening result of that card instead of importing it.',
  },
  deleted_by_user: {
    sentence: 'The user deleted this card; it cannot be imported again.',
    mend: 'Nothing to do: the user must join again by themselves.',
  },
  code_taken: {
    pointer: '/user_card_code',
    sentence: 'Another user holds a card with this code.',
    mend: 'Give this member another card code.',
  },
  other_code: {
    pointer: '/user_card_code',
    sentence: 'The user already holds an effective card of this template under another code.',
    mend: 'Keep that card, or invalidate it first and import again.',
  },
  card_invalid: {
    sentence: 'A card with this code exists for the user and has been invalidated.',
    mend: 'Import the member under a new card code.',
  },
  validity_type_mismatch: {
    pointer: '/valid_date_information/type',
    sentence: 'The validity type differs from the one of the card template.',
    mend: 'Use the validity type of the template.',
  },
  validity_refused: {
    pointer: '/valid_date_information',
    sentence: 'WeChat Pay refuses this combination of validity fields.',
    mend: 'FIX_TIME_RANGE takes begin and end, FIX_TERM takes days, PERMANENT takes none of them.',
  },
  common_field_repeated: {
    pointer: '/user_information/common_field_list',
    sentence: 'A common field is given twice.',
    mend: 'Give each common field once.',
  },
  custom_field_refused: {
    pointer: '/user_information/custom_field_list',
    sentence: 'WeChat Pay refuses the custom field.',
    mend: 'One custom field, 1 to 10 values of at most 8 characters each, every value one that the template offers.',
  },
  field_not_in_template: {
    pointer: '/user_information',
    sentence: 'The card template does not define one of the given form fields.',
    mend: 'Leave the field out, or add it to the card template first.',
  },
  birthday_invalid: {
    pointer: '/user_information/common_field_list',
    sentence: 'WeChat Pay refuses the form of the birthday.',
    mend: 'Write the birthday as yyyy-MM-DD.',
  },
  email_invalid: {
    pointer: '/user_information/common_field_list',
    sentence: 'WeChat Pay refuses the form of the e-mail address.',
    mend: 'Give a valid e-mail address.',
  },
  sex_invalid: {
    pointer: '/user_information/common_field_list',
    sentence: 'WeChat Pay refuses the value for the sex.',
    mend: 'Use 男 or 女.',
  },
  stale_wechatpay_serial: {
    sentence: 'The personal fields are encrypted under a WeChat Pay key that is not held here, or no longer accepted.',
    mend: 'Encrypt again under the key that GET /encryption-key gives; of a file, run the same import command again.',
  },
  unrecognised_refusal: {
    sentence: 'WeChat Pay refused the member with a text that this version does not know.',
    mend: 'Look the Request-ID up with WeChat Pay, then send the same again; of a file, run the same import command again.',
  },
} as const satisfies Record<string, Reason>

export const UNSETTLED = {
  no_trace: {
    sentence: 'Three sendings ended without a clear answer, and WeChat Pay shows no card.',
    mend: 'Run the same import command again later; if it repeats, ask WeChat Pay with the Request-ID.',
  },
  answers_unverifiable: {
    sentence: 'Five answers to the look-up could not be verified.',
    mend: 'Check the WeChat Pay key of the secret, then run the same import command again.',
  },
  look_up_inconclusive: {
    sentence: 'Five look-ups were refused, or answered with something else than the card of this member.',
    mend: 'Ask WeChat Pay with the Request-ID, then run the same import command again.',
  },
  card_not_shown: {
    sentence: 'WeChat Pay says that the user has a card, and shows none.',
    mend: 'Ask WeChat Pay with the Request-ID, then run the same import command again.',
  },
  too_long_in_queue: {
    sentence: 'The message reached the end of its time in the queue before its outcome was known.',
    mend: 'Mend what held it up, then send the dead letter again.',
  },
} as const satisfies Record<string, Reason>

/** Why calls stop while rows are kept (DESIGN: halt). The scope says which rows: all, those of a brand, of a template. */
export const HALTS = {
  signature_refused: {
    sentence: 'WeChat Pay answers 401: it does not accept the signature.',
    mend: 'Check merchant_serial_no and merchant_private_key in the secret, and the clock.',
  },
  credential_broken: {
    sentence: 'The credential cannot be used: the secret, or the KMS key that signs in its place.',
    mend: 'Mend it as the log entry credential_broken says.',
  },
  configuration_broken: {
    sentence: 'The environment of the function cannot be used.',
    mend: 'Mend the variable that the log entry names, and deploy.',
  },
  wechatpay_key_refused: {
    sentence: 'WeChat Pay does not accept the public key that personal fields are encrypted with.',
    mend: 'Check wechatpay_public_key_id and wechatpay_public_key in the secret.',
  },
  answers_unverifiable: {
    sentence: 'Answers to five members running failed verification: the WeChat Pay public key in the secret is wrong.',
    mend: 'Put the public key that belongs to wechatpay_public_key_id into the secret.',
  },
  refusals_unrecognised: {
    sentence: 'Twenty refusals running had a text that this version does not know.',
    mend: 'Look a Request-ID up with WeChat Pay, mend the cause, then resume.',
  },
  no_permission: {
    sentence: 'WeChat Pay says that this merchant lacks the permission for the call.',
    mend: 'Open brand management (品牌经营管理) for the merchant number, then resume.',
  },
  brand_not_authorised: {
    sentence: 'The brand has not authorised this service provider.',
    mend: 'Have the brand grant the authorisation, then resume.',
  },
  member_function_closed: {
    sentence: 'The member function is not opened for this brand.',
    mend: 'Have WeChat Pay operations open it, then resume.',
  },
  template_invalid: {
    sentence: 'WeChat Pay does not accept the card template: wrong ID or state.',
    mend: 'Check card_id and the state of the template, then resume.',
  },
} as const satisfies Record<string, Reason>

export type RejectionCode = keyof typeof REJECTIONS
export type UnsettledCode = keyof typeof UNSETTLED
export type HaltReason = keyof typeof HALTS
