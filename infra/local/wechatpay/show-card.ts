import { type Card, stateOf } from './cards.ts'
import type { MerchantKey } from './keyring.ts'
import { sealField } from './oaep.ts'
import type { JsonObject } from './parse-json.ts'
import { formatTime } from './times.ts'

/** A card as the answers show it (CONTRACT.md 2): personal fields encrypted to the merchant's API certificate. */
export function showCard(card: Card, merchantKey: MerchantKey, nowMs: number): JsonObject {
  const seal = (plain: string) => sealField(plain, merchantKey)
  const { phoneNumber, commonFields, customFields } = card.personal
  return {
    user_card_code: card.code,
    card_id: card.cardId,
    openid: card.openid,
    brand_id: card.brandId,
    card_type: 'NORMAL',
    ...card.shown,
    ...(phoneNumber !== undefined && { phone_number: seal(phoneNumber) }),
    valid_date_information: { ...card.validity },
    pickup_time: card.pickupTime,
    ...((commonFields.length > 0 || customFields.length > 0) && {
      user_information: {
        common_field_list: commonFields.map(({ name, value }) => ({ name, value: seal(value) })),
        custom_field_list: customFields.map(({ name, values }) => ({ name, user_chosen_values: values.map(seal) })),
      },
    }),
    user_card_state: stateOf(card, nowMs),
    create_time: formatTime(card.createMs),
    modify_time: formatTime(card.modifyMs),
  }
}
