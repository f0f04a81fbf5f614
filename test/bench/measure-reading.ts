/**
 * Reading an answer: its signature verified, and 8 personal fields decrypted. node:crypto alone does the same RSA
 * operations on what comes in: it puts the signed message together and decodes the signature.
 */
import { privateDecrypt, publicEncrypt, sign, verify } from 'node:crypto'
import { readUserCard, type UserCard } from '../../functions/member/user-card.ts'
import { answerMessage } from '../../functions/wechatpay/canonical-message.ts'
import { revealCard } from '../../functions/wechatpay/reveal-card.ts'
import { verifyAnswer } from '../../functions/wechatpay/verify-answer.ts'
import { compare } from './compare.ts'
import { type Keys, MCHID, MERCHANT_SERIAL, WECHATPAY_SERIAL } from './keys.ts'
import { requestOf, seal } from './measure-building.ts'
import type { Peers } from './peers.ts'
import type { Row } from './row.ts'

const FIELDS = 8

export async function measureReading(keys: Keys, peers: Peers | undefined): Promise<Row[]> {
  const { merchant, wechatpay, pem, credential } = keys
  const ciphertext = publicEncrypt(merchant.publicKey, Buffer.from('13900000000'))
  const sealed = seal(requestOf(FIELDS), () => ciphertext.toString('base64'))
  const body = Buffer.from(JSON.stringify({ ...sealed, user_card_state: 'EFFECTIVE' }))
  const card = readUserCard(JSON.parse(body.toString()))
  if (!card) throw new Error('The card cannot be read.')

  const signed = { timestamp: String(Math.floor(Date.now() / 1_000)), nonce: 'd824f2e086d3c1df967785d13fcd22ef' }
  const signature = sign('sha256', answerMessage({ ...signed, body }), wechatpay.privateKey).toString('base64')
  const headers = {
    'wechatpay-serial': WECHATPAY_SERIAL,
    'wechatpay-timestamp': signed.timestamp,
    'wechatpay-nonce': signed.nonce,
    'wechatpay-signature': signature,
  }

  const verifyRaw = () => {
    const message = Buffer.concat([Buffer.from(`${signed.timestamp}\n${signed.nonce}\n`), body, Buffer.from('\n')])
    return verify('sha256', message, wechatpay.publicKey, Buffer.from(signature, 'base64'))
  }
  const verifyOurs = () => verifyAnswer({ headers, body }, credential.wechatpayKeys, Date.now()) === 'verified'
  const others = peers && theirs(peers, keys, { ...signed, body: body.toString(), signature })
  const verified = await compare(
    {
      'node:crypto': verifyRaw,
      ours: verifyOurs,
      ...(others && {
        'wechatpay-axios-plugin, KeyObjects': () => others.axiosPlugin.verify(wechatpay.publicKey),
        'wechatpay-axios-plugin, PEM': () => others.axiosPlugin.verify(pem.wechatpay),
        'wechatpay-node-v3': others.nodeV3.verify,
      }),
    },
    { what: 'answer, verified', rounds: 1_001, goal: 1.05 },
  )
  const opened = await compare(
    {
      'node:crypto': () => {
        verifyRaw()
        for (let field = 0; field < FIELDS; field += 1) {
          privateDecrypt(merchant.privateKey, ciphertext)
        }
      },
      ours: async () => {
        verifyOurs()
        await revealCard(card, credential)
      },
      ...(others && {
        'wechatpay-axios-plugin, KeyObjects': () => {
          others.axiosPlugin.verify(wechatpay.publicKey)
          open(card, value => others.axiosPlugin.decrypt(value, merchant.privateKey))
        },
        'wechatpay-axios-plugin, PEM': () => {
          others.axiosPlugin.verify(pem.wechatpay)
          open(card, value => others.axiosPlugin.decrypt(value, pem.merchant))
        },
        'wechatpay-node-v3': async () => {
          await others.nodeV3.verify()
          open(card, others.nodeV3.decrypt)
        },
      }),
    },
    { what: `answer, verified and ${FIELDS} fields decrypted`, rounds: 101, warmUp: 20, goal: 1.05 },
  )
  return [...verified, ...opened]
}

function theirs(
  { axiosPlugin: { Rsa, Formatter }, nodeV3 }: Peers,
  { pem }: Keys,
  answer: Record<'timestamp' | 'nonce' | 'body' | 'signature', string>,
) {
  nodeV3.certificates = { [WECHATPAY_SERIAL]: pem.wechatpay }
  const pay = new nodeV3({
    mchid: MCHID,
    serial_no: MERCHANT_SERIAL,
    publicKey: Buffer.from(pem.wechatpay),
    privateKey: Buffer.from(pem.merchant),
  })
  const { timestamp, nonce, body, signature } = answer
  return {
    axiosPlugin: {
      verify: (key: Parameters<typeof Rsa.verify>[2]) => {
        return Rsa.verify(Formatter.response(timestamp, nonce, body), signature, key)
      },
      decrypt: Rsa.decrypt,
    },
    nodeV3: {
      verify: () => pay.verifySign({ ...answer, serial: WECHATPAY_SERIAL }),
      decrypt: (value: string) => pay.privateDecrypt(value),
    },
  }
}

/** What whoever uses an SDK writes by hand. */
function open({ phone_number, user_information }: UserCard, decrypt: (ciphertext: string) => string): void {
  const values = user_information?.custom_field_list?.flatMap(field => field.user_chosen_values ?? []) ?? []
  for (const value of [phone_number ?? '', ...values]) decrypt(value)
}
