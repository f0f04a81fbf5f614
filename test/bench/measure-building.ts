/**
 * Building a request: personal fields encrypted, body serialised, signed. node:crypto alone does the same RSA operations,
 * text in and text out, in its fastest form: a bare key, which means OAEP with SHA-1.
 */
import { publicEncrypt, randomBytes, randomUUID, sign } from 'node:crypto'
import type { ImportRequest } from '../../functions/member/import-request.ts'
import { buildRequest } from '../../functions/wechatpay/build-request.ts'
import { signRequest } from '../../functions/wechatpay/sign-request.ts'
import { compare, type Subjects } from './compare.ts'
import { type Keys, MCHID, MERCHANT_SERIAL, WECHATPAY_SERIAL } from './keys.ts'
import type { Peers } from './peers.ts'
import type { Row } from './row.ts'

const PATH = '/v3/brand/partner/card-member/user-cards/import-by-openid'

/** A phone number, and the other values as those of a field of the form. */
export function requestOf(fields: number) {
  return {
    brand_id: '1004',
    card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
    openid: 'obLatjnx9gnqzS4myYGmLZ7LgLBA',
    user_card_code: '478515832665',
    phone_number: '13900000000',
    user_information: {
      custom_field_list: [{ name: '喜欢的运动', user_chosen_values: Array<string>(fields - 1).fill('张伟张伟') }],
    },
    valid_date_information: { type: 'PERMANENT' },
    pickup_time: '2020-05-20T13:29:35+08:00',
  } satisfies ImportRequest
}

type Request = ReturnType<typeof requestOf>

export async function measureBuilding(keys: Keys, peers: Peers | undefined): Promise<Row[]> {
  const rows: Row[] = []
  for (const fields of [3, 8]) {
    const subjects = subjectsOf(requestOf(fields), keys, peers)
    rows.push(...(await compare(subjects, { what: `request, ${fields} personal fields`, rounds: 301, goal: 1.1 })))
  }
  return rows
}

function subjectsOf(request: Request, keys: Keys, peers: Peers | undefined): Subjects {
  const { merchant, wechatpay, pem, credential } = keys
  const values = personal(request)
  const body = Buffer.alloc(300 + values.length * 350, 'x')
  return {
    'node:crypto': () => {
      for (const value of values) publicEncrypt(wechatpay.publicKey, Buffer.from(value)).toString('base64')
      sign('sha256', body, merchant.privateKey).toString('base64')
    },
    ours: async () => {
      const nonce = randomUUID().replaceAll('-', '')
      const built = buildRequest({ name: 'import', request }, credential)
      await signRequest(built, credential, { serial: WECHATPAY_SERIAL, now: Date.now(), nonce })
    },
    ...(peers && {
      'wechatpay-axios-plugin, KeyObjects': withAxiosPlugin(request, peers, wechatpay.publicKey, merchant.privateKey),
      'wechatpay-axios-plugin, PEM': withAxiosPlugin(request, peers, pem.wechatpay, pem.merchant),
      'wechatpay-node-v3': withNodeV3(request, peers, keys),
    }),
  }
}

type Key = Parameters<Peers['axiosPlugin']['Rsa']['encrypt']>[1]

function withAxiosPlugin(request: Request, { axiosPlugin }: Peers, publicKey: Key, privateKey: Key) {
  const { Rsa, Formatter } = axiosPlugin
  return () => {
    const body = JSON.stringify(seal(request, value => Rsa.encrypt(value, publicKey)))
    const [timestamp, nonce] = [Formatter.timestamp(), Formatter.nonce()]
    const signature = Rsa.sign(Formatter.request('POST', PATH, timestamp, nonce, body), privateKey)
    Formatter.authorization(MCHID, nonce, signature, timestamp, MERCHANT_SERIAL)
  }
}

function withNodeV3(request: Request, peers: Peers, { pem }: Keys) {
  const pay = new peers.nodeV3({
    mchid: MCHID,
    serial_no: MERCHANT_SERIAL,
    publicKey: Buffer.from(pem.wechatpay),
    privateKey: Buffer.from(pem.merchant),
  })
  return () => {
    const sealed = seal(request, value => pay.publicEncrypt(value, pem.wechatpay))
    const timestamp = String(Math.floor(Date.now() / 1_000))
    const nonce = randomBytes(16).toString('hex')
    const signature = pay.getSignature('POST', nonce, timestamp, PATH, sealed)
    pay.getAuthorization(nonce, timestamp, signature)
    JSON.stringify(sealed)
  }
}

function personal({ phone_number, user_information }: Request): string[] {
  return [phone_number, ...user_information.custom_field_list.flatMap(field => field.user_chosen_values)]
}

/** What whoever uses an SDK writes by hand. */
export function seal(request: Request, encrypt: (value: string) => string): Request {
  const fields = request.user_information.custom_field_list
  return {
    ...request,
    phone_number: encrypt(request.phone_number),
    user_information: {
      custom_field_list: fields.map(field => ({
        ...field,
        user_chosen_values: field.user_chosen_values.map(encrypt),
      })),
    },
  }
}
