import { describe, expect, test } from 'vitest'
import { readMessage } from '../../functions/import/read-message.ts'
import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import { loadCredential } from '../../functions/wechatpay/load-credential.ts'
import { makeKeys } from '../../infra/local/wechatpay/make-keys.ts'
import { writeSecrets } from '../../infra/local/wechatpay/write-secrets.ts'
import { sampleRequest, singleMessage } from '../import/samples.ts'
import { CIPHERTEXT } from '../member/samples.ts'
import { compileSchema } from './json-schema.ts'

describe('the SQS message', () => {
  const message = compileSchema('schemas/sqs-message.schema.json')
  const body = compileSchema('schemas/import-request.schema.json')

  const validate = (text: string, attributes: Record<string, string>) => {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    )
    return message({ MessageBody: text, MessageAttributes }) && body(JSON.parse(text))
  }

  test.each<[string, Record<string, string>, object, boolean]>([
    ['a single import', {}, {}, true],
    ['a row', { job_id: 'spring', row: '17' }, {}, true],
    ['a message to settle', { settle: 'true' }, {}, true],
    ['an encrypted one', { 'Wechatpay-Serial': 'pub_key_id_0A' }, { phone_number: CIPHERTEXT }, true],
    ['another attribute', { trace: 'x' }, {}, true],
    ['a job without row', { job_id: 'spring' }, {}, false],
    ['a row without job', { row: '1' }, {}, false],
    ['row 0', { job_id: 'spring', row: '0' }, {}, false],
    ['a job of other characters', { job_id: 'a b', row: '1' }, {}, false],
    ['a serial that is none', { 'Wechatpay-Serial': 'PUB_KEY_ID_' }, { phone_number: CIPHERTEXT }, false],
    ['a body that breaks a rule', {}, { card_id: '' }, false],
  ])('%s', (_, attributes, changes, taken) => {
    const sent = singleMessage(sampleRequest(changes), attributes)
    expect('request' in readMessage(sent)).toBe(taken)
    expect(validate(sent.body, attributes)).toBe(taken)
  })
})

describe('the credential secret', async () => {
  const validate = compileSchema('schemas/credential-secret.schema.json')
  const now = Date.UTC(2026, 7, 1)
  const [partner, brand] = await Promise.all([makeKeys('partner', now), makeKeys('brand', now)])
  const texts = writeSecrets({ partner, brand })
  const [secret, brandSecret, certificateSecret] = [texts.partner, texts.brand, texts.partner_certificates].map(text =>
    JSON.parse(text),
  )
  const [platform] = partner.certificates
  const certificates = { wechatpay_certificates: [platform?.certificate] }
  const noPublicKey = { wechatpay_public_key_id: undefined, wechatpay_public_key: undefined }

  const takes = (value: object) => {
    try {
      loadCredential(JSON.stringify(value), 'v1', { now })
      return true
    } catch (error) {
      if (error instanceof CredentialError) return false
      throw error
    }
  }

  test.each<[string, object]>([
    ['a partner', secret],
    ['a brand', brandSecret],
    ['a partner with the APIv3 key', certificateSecret],
    ['platform certificates', { ...secret, ...noPublicKey, ...certificates }],
    ['both', { ...secret, ...certificates }],
    [
      'space around, letters in lower case',
      {
        ...secret,
        mchid: ` ${secret.mchid}\n`,
        merchant_serial_no: secret.merchant_serial_no.toLowerCase(),
        wechatpay_public_key_id: ` ${secret.wechatpay_public_key_id.toLowerCase()}`,
      },
    ],
    ['with what is rotated out', { ...secret, previous: { merchant_private_key: secret.merchant_private_key } }],
  ])('taken: %s', (_, value) => {
    expect(takes(value)).toBe(true)
    expect(validate(JSON.parse(JSON.stringify(value))), JSON.stringify(validate.errors)).toBe(true)
  })

  test.each<[string, object]>([
    ['no identity', { ...secret, mchid: undefined }],
    ['two identities', { ...secret, brand_id: '1004' }],
    ['a merchant number of letters', { ...secret, mchid: 'abcdef' }],
    ['no serial', { ...secret, merchant_serial_no: undefined }],
    ['a serial in decimal', { ...secret, merchant_serial_no: '1'.repeat(48) }],
    ['the ID of a public key for a serial', { ...secret, merchant_serial_no: secret.wechatpay_public_key_id }],
    ['a serial for the ID of a public key', { ...secret, wechatpay_public_key_id: secret.merchant_serial_no }],
    ['an ID without its key', { ...secret, wechatpay_public_key: undefined }],
    ['a key without its ID', { ...secret, wechatpay_public_key_id: undefined }],
    ['no key of WeChat Pay', { ...secret, ...noPublicKey }],
    ['an empty list of certificates', { ...secret, ...noPublicKey, wechatpay_certificates: [] }],
    ['an empty key', { ...secret, merchant_private_key: ' ' }],
    ['an APIv3 key that is too short', { ...certificateSecret, api_v3_key: 'short' }],
    ['a brand with certificates', { ...brandSecret, ...certificates }],
    ['a brand without the public key', { ...brandSecret, ...noPublicKey, api_v3_key: certificateSecret.api_v3_key }],
    ['an unknown field', { ...secret, appid: 'wx1' }],
    ['an unknown field of what is rotated out', { ...secret, previous: { mchid: '1900000001' } }],
  ])('refused: %s', (_, value) => {
    expect(takes(value)).toBe(false)
    expect(validate(JSON.parse(JSON.stringify(value)))).toBe(false)
  })
})
