import { describe, expect, test } from 'vitest'
import { requestMessage } from '../../functions/wechatpay/canonical-message.ts'
import { importByOpenid } from '../../functions/wechatpay/import-by-openid.ts'
import { signRequest } from '../../functions/wechatpay/sign-request.ts'
import { brand, field, KEY_ID, load, partnerSecret, vector, vectorFile } from './fixtures.ts'

const docs = load(
  partnerSecret({
    mchid: '1900007291',
    merchant_serial_no: '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB',
    merchant_private_key: vectorFile('docs_apiclient_test_key.pem'),
  }),
)

function headersOf(id: string) {
  const published = vector(id)
  const body = field(published, 'body')
  const request = {
    method: published['method'] === 'POST' ? ('POST' as const) : ('GET' as const),
    path: field(published, 'url_path'),
    body: body === '' ? undefined : Buffer.from(body),
  }
  const now = Number(field(published, 'timestamp')) * 1000 + 999
  return signRequest(request, docs, { serial: KEY_ID, now, nonce: field(published, 'nonce_str') })
}

test.each(['docs-sign-4012365864', 'docs-sign-4012365862', 'docs-sign-4012365863', 'derived-partner-import-minimal'])(
  'the published signature of %s is reproduced',
  async id => {
    const headers = await headersOf(id)
    expect(headers['Authorization']).toContain(`signature="${vector(id)['signature']}"`)
  },
)

test('the signature that is wrong on its own page is not reproduced', async () => {
  const headers = await headersOf('docs-sign-4012365865')
  expect(headers['Authorization']).not.toContain(vector('docs-sign-4012365865')['signature'])
})

test.each(['docs-paysign-4012365867', 'docs-paysign-4012365868', 'docs-paysign-4012365869'])(
  'the raw signature of %s is reproduced',
  async id => {
    expect(await docs.sign(Buffer.from(field(vector(id), 'message')))).toBe(vector(id)['signature'])
  },
)

test('the raw signature of java-rsa-sign is reproduced', async () => {
  const { message, signature } = vector('java-rsa-sign')
  expect(await brand().sign(Buffer.from(message ?? ''))).toBe(signature)
})

test('the import of the derived vector is built, signed and headed byte for byte', async () => {
  const published = vector('derived-partner-import-minimal')
  const request = importByOpenid({ request: JSON.parse(field(published, 'body')) }, docs)
  expect(request.body?.toString()).toBe(published['body'])
  const nonce = field(published, 'nonce_str')
  const headers = await signRequest(request, docs, { serial: KEY_ID, now: 1_554_208_460_000, nonce })
  expect(headers).toEqual({
    Accept: 'application/json',
    'Accept-Language': 'zh-CN',
    'Content-Type': 'application/json',
    'Wechatpay-Serial': KEY_ID,
    Authorization: published['authorization'],
  })
})

describe('a brand', () => {
  test('signs under its own scheme and names its brand_id', async () => {
    const credential = brand({ merchant_serial_no: 'abcdef0123456789' })
    const request = { method: 'GET', path: '/brand/card-member/cards/c', body: undefined } as const
    const headers = await signRequest(request, credential, { serial: KEY_ID, now: 5_000, nonce: 'N' })
    const signature = await credential.sign(requestMessage({ ...request, timestamp: '5', nonce: 'N' }))
    expect(headers['Authorization']).toBe(
      `WECHATPAY-BRAND-SHA256-RSA2048 brand_id="1004",nonce_str="N",signature="${signature}",timestamp="5",serial_no="ABCDEF0123456789"`,
    )
  })
})

test('a request without a body names no content type, and its WeChat Pay key all the same', async () => {
  const headers = await headersOf('docs-sign-4012365862')
  expect(headers).not.toHaveProperty('Content-Type')
  expect(headers['Wechatpay-Serial']).toBe(KEY_ID)
})
