import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt, sign, verify } from 'node:crypto'
import { readUserCard } from '../../functions/member/user-card.ts'
import { buildRequest } from '../../functions/wechatpay/build-request.ts'
import { answerMessage } from '../../functions/wechatpay/canonical-message.ts'
import { loadCredential } from '../../functions/wechatpay/load-credential.ts'
import { revealCard } from '../../functions/wechatpay/reveal-card.ts'
import { signRequest } from '../../functions/wechatpay/sign-request.ts'
import { verifyAnswer } from '../../functions/wechatpay/verify-answer.ts'
import { compare, type Row } from './compare.ts'

const PLAIN = '13900000000'
const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }

/** Building and reading with 8 personal fields, against the same RSA operations with node:crypto alone. */
export async function measureWire(): Promise<Row[]> {
  const pair = () => generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const [merchant, wechatpay] = [pair(), pair()]
  const serial = 'PUB_KEY_ID_0114232134912410000000000000'
  const { credential } = loadCredential(
    JSON.stringify({
      mchid: '1900000001',
      merchant_serial_no: '5F1C72E2A8931B72A2E13AF8DEE92471EB397115',
      merchant_private_key: merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      wechatpay_public_key_id: serial,
      wechatpay_public_key: wechatpay.publicKey.export({ type: 'spki', format: 'pem' }),
    }),
    'bench',
    { now: Date.now() },
  )
  if (!credential) throw new Error('no credential')
  const values = Array.from({ length: 7 }, () => PLAIN.slice(0, 8))
  const request = {
    brand_id: '1004',
    card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
    openid: 'obLatjnx9gnqzS4myYGmLZ7LgLBA',
    user_card_code: '478515832665',
    phone_number: PLAIN,
    user_information: { custom_field_list: [{ name: '喜欢的运动', user_chosen_values: values }] },
    valid_date_information: { type: 'PERMANENT' as const },
    pickup_time: '2020-05-20T13:29:35+08:00',
  }
  const now = Date.now()

  const sealed = publicEncrypt({ key: merchant.publicKey, ...oaep }, Buffer.from(PLAIN))
  const ciphertext = sealed.toString('base64')
  const card = readUserCard({
    ...request,
    user_card_state: 'EFFECTIVE',
    phone_number: ciphertext,
    user_information: {
      custom_field_list: [{ name: '喜欢的运动', user_chosen_values: values.map(() => ciphertext) }],
    },
  })
  if (!card) throw new Error('The card cannot be read.')
  const body = Buffer.from(JSON.stringify(card))
  const stamp = { timestamp: String(Math.floor(now / 1_000)), nonce: 'd824f2e086d3c1df967785d13fcd22ef' }
  const signature = sign('sha256', answerMessage({ ...stamp, body }), wechatpay.privateKey)
  const headers = {
    'wechatpay-serial': serial,
    'wechatpay-timestamp': stamp.timestamp,
    'wechatpay-nonce': stamp.nonce,
    'wechatpay-signature': signature.toString('base64'),
  }

  return [
    await compare(
      'request, 8 encrypted fields',
      async () => {
        const built = buildRequest({ name: 'import', request }, credential)
        await signRequest(built, credential, { serial, now, nonce: stamp.nonce })
      },
      async () => {
        for (let field = 0; field < 8; field += 1) {
          publicEncrypt({ key: wechatpay.publicKey, ...oaep }, Buffer.from(PLAIN))
        }
        sign('sha256', body, merchant.privateKey)
      },
    ),
    await compare(
      'answer, 8 encrypted fields',
      async () => {
        if (verifyAnswer({ headers, body }, credential.wechatpayKeys, now) !== 'verified') throw new Error('unverified')
        await revealCard(card, credential)
      },
      async () => {
        verify('sha256', answerMessage({ ...stamp, body }), wechatpay.publicKey, signature)
        for (let field = 0; field < 8; field += 1) privateDecrypt({ key: merchant.privateKey, ...oaep }, sealed)
      },
    ),
  ]
}
