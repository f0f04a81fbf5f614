import { expect, test } from 'vitest'
import { readUserCard } from '../../functions/member/user-card.ts'
import { revealCard } from '../../functions/wechatpay/reveal-card.ts'
import { CARD, field, partner, vector, vectorFile } from './fixtures.ts'

const phone = field(vector('derived-oaep-phone'), 'ciphertext')
const published = field(vector('java-oaep-decrypt'), 'ciphertext')
const longest = field(vector('derived-oaep-max214'), 'ciphertext')

function card(phoneNumber: string) {
  const read = readUserCard({
    ...CARD,
    phone_number: phoneNumber,
    user_information: {
      common_field_list: [{ name: 'USER_FORM_FLAG_NAME', value: published }],
      custom_field_list: [{ name: '喜欢的运动', user_chosen_values: [longest] }],
    },
  })
  if (!read) throw new Error('unreadable fixture')
  return read
}

const plain = {
  ...card('13900000000'),
  user_information: {
    common_field_list: [{ name: 'USER_FORM_FLAG_NAME', value: 'plaintext' }],
    custom_field_list: [{ name: '喜欢的运动', user_chosen_values: ['a'.repeat(214)] }],
  },
}

test('the published ciphertexts are opened', async () => {
  expect(await revealCard(card(phone), partner())).toEqual({ card: plain, plain: true })
})

test('fields that were encrypted to the key being rotated out are opened too', async () => {
  const rotated = partner({
    merchant_serial_no: '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB',
    merchant_private_key: vectorFile('docs_apiclient_test_key.pem'),
    previous: { merchant_private_key: vectorFile('java_merchant_private_key.pem') },
  })
  expect(await revealCard(card(phone), rotated)).toEqual({ card: plain, plain: true })
})

test.each(['', 'no base64', phone.slice(4), `${phone.slice(0, -4)}AA==`])(
  'one field that cannot be opened leaves the whole card as it is: %#',
  async value => {
    expect(await revealCard(card(value), partner())).toEqual({ card: card(value), plain: false })
  },
)

test('a card without personal fields is plain', async () => {
  const bare = readUserCard(CARD)
  if (!bare) throw new Error('unreadable fixture')
  expect(await revealCard(bare, partner())).toEqual({ card: bare, plain: true })
})
