import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, publicEncrypt } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import { loadCredential } from '../../functions/wechatpay/load-credential.ts'
import { openKeptKeys } from '../../functions/wechatpay/open-kept-keys.ts'
import type { OwnKeys } from '../../functions/wechatpay/own-keys.ts'
import { API_V3_KEY, makePlatform, YEAR } from './certificates.ts'
import {
  brand,
  brandSecret,
  field,
  KEY_ID,
  MERCHANT_PEM,
  MERCHANT_SERIAL,
  NOW,
  PLATFORM_SERIAL,
  partner,
  partnerSecret,
  vector,
  vectorFile,
  WECHATPAY_PEM,
} from './fixtures.ts'
import { keepElsewhere } from './kept-keys.ts'

const merchantKey = createPrivateKey(MERCHANT_PEM)
const merchantCertificate = vectorFile('java_merchant_certificate.pem')
const platformCertificate = vectorFile('java_wechat_pay_certificate.pem')
const encryptedKey = merchantKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
const encryptedDer = merchantKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' })
const legacyEncrypted = merchantKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
const ownPublicKey = createPublicKey(merchantKey).export({ type: 'spki', format: 'pem' })
const elliptic = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const small = generateKeyPairSync('rsa', { modulusLength: 1024 })

function refusal(text: string, kept?: OwnKeys): CredentialError {
  try {
    loadCredential(text, 'v7', { now: NOW, kept })
  } catch (error) {
    if (error instanceof CredentialError) return error
    throw error
  }
  throw new Error('the secret was accepted')
}

describe('a partner credential', () => {
  test('signs as its mchid and encrypts under the ID of the public key', () => {
    const credential = partner()
    expect(credential).toMatchObject({ variant: 'partner', id: '1900000001', version: 'v1', serial: MERCHANT_SERIAL })
    expect(credential.encryption.serial).toBe(KEY_ID)
    expect(credential.encryption.key.equals(createPublicKey(WECHATPAY_PEM))).toBe(true)
    expect([...credential.wechatpayKeys.keys()]).toEqual([KEY_ID])
  })

  test('keeps no PEM text', () => {
    const { sign, decrypt, encryption, wechatpayKeys, ...rest } = partner()
    expect(rest).toEqual({ variant: 'partner', id: '1900000001', version: 'v1', serial: MERCHANT_SERIAL })
  })
})

test('a brand credential encrypts under its public key, and nothing is fetched for it', () => {
  const { credential, renewal } = loadCredential(brandSecret({ api_v3_key: API_V3_KEY }), 'v1', { now: NOW })
  expect([...(credential?.wechatpayKeys.keys() ?? [])]).toEqual([KEY_ID])
  expect(credential?.encryption.serial).toBe(KEY_ID)
  expect(renewal).toBeUndefined()
})

test('a brand credential signs as its brand_id', () => {
  expect(brand()).toMatchObject({ variant: 'brand', id: '1004' })
})

test('serials are held in upper case, and spaces around a value do not matter', () => {
  const credential = partner({
    merchant_serial_no: ` ${MERCHANT_SERIAL.toLowerCase()}\n`,
    wechatpay_public_key_id: KEY_ID.toLowerCase(),
  })
  expect(credential.serial).toBe(MERCHANT_SERIAL)
  expect(credential.encryption.serial).toBe(KEY_ID)
})

describe('keys are read by content', () => {
  const pkcs1 = merchantKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  test.each([
    ['PKCS#1', { merchant_private_key: pkcs1 }],
    ['PKCS#1 under the wrong label', { merchant_private_key: pkcs1.replaceAll('RSA PRIVATE', 'PRIVATE') }],
    ['bare base64', { merchant_private_key: merchantKey.export({ type: 'pkcs8', format: 'der' }).toString('base64') }],
    [
      'a PKCS#1 public key',
      { wechatpay_public_key: createPublicKey(WECHATPAY_PEM).export({ type: 'pkcs1', format: 'pem' }) },
    ],
    ['an own certificate that fits', { merchant_certificate: merchantCertificate }],
    ['an APIv3 key', { api_v3_key: 'a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb' }],
  ])('%s', async (_, changes) => {
    const { message, signature } = vector('java-rsa-sign')
    expect(await partner(changes).sign(Buffer.from(message ?? ''))).toBe(signature)
  })
})

test('platform certificates are held under their own serials', () => {
  expect([...partner({ wechatpay_certificates: [platformCertificate] }).wechatpayKeys.keys()].sort()).toEqual([
    PLATFORM_SERIAL,
    KEY_ID,
  ])
})

describe('without the public key', () => {
  const CERTIFICATE_MODE = { wechatpay_public_key_id: undefined, wechatpay_public_key: undefined }
  const older = makePlatform('0A5DEA10EF55877E3CF6C33255C2E7DEFFF7E427', { validFrom: NOW - 2 * YEAR })
  const newer = makePlatform('4DF076AC5A7D968D')
  const future = makePlatform('5E', { validFrom: NOW + 1_000, validTo: NOW + 9 * YEAR })
  const expired = makePlatform('6F', { validFrom: NOW - YEAR / 2, validTo: NOW })
  const given = (...platforms: { pem: string }[]) => ({
    ...CERTIFICATE_MODE,
    wechatpay_certificates: platforms.map(({ pem }) => pem),
  })

  test('the newest certificate that is valid encrypts, and all of them verify', () => {
    const credential = partner(given(older, future, newer, expired))
    expect(credential.encryption.serial).toBe(newer.serial)
    expect(credential.encryption.key.equals(createPublicKey(newer.key))).toBe(true)
    for (const { serial, key } of [older, newer, future, expired]) {
      expect(credential.wechatpayKeys.get(serial)?.equals(createPublicKey(key))).toBe(true)
    }
    expect(credential.version).toBe(`v1:${newer.serial}`)
  })

  test('a serial is found with and without its leading zero', () => {
    const { wechatpayKeys } = partner(given(older))
    expect(wechatpayKeys.get(older.serial)).toBeDefined()
    expect(wechatpayKeys.get(older.serial.slice(1))).toBe(wechatpayKeys.get(older.serial))
  })

  test('in public-key mode certificates never encrypt, and nothing is fetched, whatever else is given', () => {
    const secret = partnerSecret({ wechatpay_certificates: [newer.pem], api_v3_key: API_V3_KEY })
    const { credential, renewal } = loadCredential(secret, 'v1', { now: NOW })
    expect(renewal).toBeUndefined()
    expect(credential?.encryption.serial).toBe(KEY_ID)
    expect([...(credential?.wechatpayKeys.keys() ?? [])].sort()).toEqual([newer.serial, KEY_ID])
  })

  test('with an APIv3 key certificates are fetched, and complete it', () => {
    const secret = partnerSecret({ ...CERTIFICATE_MODE, api_v3_key: API_V3_KEY })
    const { credential, renewal } = loadCredential(secret, 'v1', { now: NOW })
    expect(credential).toBeUndefined()
    expect(renewal?.complete([], NOW)).toBeUndefined()
    const fetched = { serial: newer.serial, key: createPublicKey(newer.key), validFrom: NOW, validTo: NOW + 1 }
    expect(renewal?.complete([fetched], NOW)?.encryption).toEqual({ serial: newer.serial, key: fetched.key })
    expect(renewal?.complete([fetched], NOW + 1)).toBeUndefined()
  })

  test('a former public key verifies, and encrypts nothing', () => {
    const previous = { wechatpay_public_key_id: 'PUB_KEY_ID_1', wechatpay_public_key: WECHATPAY_PEM }
    const credential = partner({ ...given(newer), previous })
    expect(credential.encryption.serial).toBe(newer.serial)
    expect(credential.wechatpayKeys.has('PUB_KEY_ID_1')).toBe(true)
  })

  test.each<[string, string, string, string]>([
    ['nothing at all', partnerSecret(CERTIFICATE_MODE), 'no_wechatpay_key', 'wechatpay_public_key'],
    [
      'no certificate that is valid',
      partnerSecret(given(expired, future)),
      'certificates_expired',
      'wechatpay_certificates',
    ],
    [
      'certificates for a brand',
      brandSecret({ ...given(newer), api_v3_key: API_V3_KEY }),
      'brand_needs_public_key',
      'wechatpay_certificates',
    ],
    [
      'an APIv3 key for a brand',
      brandSecret({ ...CERTIFICATE_MODE, api_v3_key: API_V3_KEY }),
      'brand_needs_public_key',
      'wechatpay_public_key',
    ],
    [
      'a certificate beside the public key of a brand',
      brandSecret({ wechatpay_certificates: [newer.pem] }),
      'brand_needs_public_key',
      'wechatpay_certificates',
    ],
    [
      'a former certificate of a brand',
      brandSecret({ previous: { wechatpay_certificates: [newer.pem] } }),
      'brand_needs_public_key',
      'previous.wechatpay_certificates',
    ],
    [
      'the ID of the public key alone',
      partnerSecret({ ...given(newer), wechatpay_public_key_id: KEY_ID }),
      'missing_field',
      'wechatpay_public_key',
    ],
    [
      'an APIv3 key of 31 characters',
      partnerSecret({ ...CERTIFICATE_MODE, api_v3_key: API_V3_KEY.slice(1) }),
      'malformed_field',
      'api_v3_key',
    ],
    [
      'an APIv3 key that is not ASCII',
      partnerSecret({ ...CERTIFICATE_MODE, api_v3_key: '密'.repeat(32) }),
      'malformed_field',
      'api_v3_key',
    ],
  ])('%s is refused', (_, text, code, field) => {
    expect(refusal(text)).toMatchObject({ code, field })
  })
})

describe('previous', () => {
  const docsKey = vectorFile('docs_wechatpay_public_key_4013059030.pem')

  test("WeChat Pay's former key still verifies, and the current one encrypts", () => {
    const previous = { wechatpay_public_key_id: 'PUB_KEY_ID_1', wechatpay_public_key: docsKey }
    const credential = partner({ previous })
    expect(credential.encryption.serial).toBe(KEY_ID)
    expect(credential.wechatpayKeys.get('PUB_KEY_ID_1')?.equals(createPublicKey(docsKey))).toBe(true)
  })

  test("the merchant's former key still decrypts, and the current one signs", async () => {
    const credential = partner({
      merchant_serial_no: '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB',
      merchant_private_key: vectorFile('docs_apiclient_test_key.pem'),
      previous: { merchant_serial_no: MERCHANT_SERIAL, merchant_private_key: MERCHANT_PEM },
    })
    const { ciphertext, plaintext } = vector('java-oaep-decrypt')
    expect(await credential.decrypt(ciphertext ?? '')).toBe(plaintext)
    const paysign = vector('docs-paysign-4012365867')
    expect(await credential.sign(Buffer.from(field(paysign, 'message')))).toBe(paysign['signature'])
  })

  test('where both bear one name the current key wins', () => {
    const previous = { wechatpay_public_key_id: KEY_ID, wechatpay_public_key: docsKey }
    const credential = partner({ previous })
    expect(credential.wechatpayKeys.get(KEY_ID)?.equals(createPublicKey(WECHATPAY_PEM))).toBe(true)
  })
})

test.each(['java-oaep-decrypt', 'derived-oaep-phone', 'derived-oaep-max214'])('%s is decrypted', async id => {
  const { ciphertext, plaintext } = vector(id)
  expect(await partner().decrypt(ciphertext ?? '')).toBe(plaintext)
})

test('OAEP with SHA-256, which one page recommends by mistake, is not opened', async () => {
  const key = { key: createPublicKey(merchantKey), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
  const ciphertext = publicEncrypt(key, Buffer.from('x')).toString('base64')
  await expect(partner().decrypt(ciphertext)).rejects.toThrow('no private key held')
})

describe('what is wrong is said by code and field', () => {
  const cases: [string, string, Record<string, unknown>, string | undefined][] = [
    ['a certificate as the private key', 'certificate_given', { merchant_private_key: merchantCertificate }, undefined],
    ['a public key as the private key', 'public_key_given', { merchant_private_key: ownPublicKey }, undefined],
    ['an encrypted key', 'encrypted_key', { merchant_private_key: encryptedKey }, undefined],
    [
      'an encrypted key without armour',
      'encrypted_key',
      { merchant_private_key: encryptedDer.toString('base64') },
      undefined,
    ],
    ['an encrypted PKCS#1 key', 'encrypted_key', { merchant_private_key: legacyEncrypted }, undefined],
    [
      'an EC key',
      'not_rsa',
      { merchant_private_key: elliptic.privateKey.export({ type: 'pkcs8', format: 'pem' }) },
      undefined,
    ],
    [
      'a SEC1 key',
      'not_rsa',
      { merchant_private_key: elliptic.privateKey.export({ type: 'sec1', format: 'pem' }) },
      undefined,
    ],
    [
      'a 1024-bit key',
      'wrong_key_size',
      { merchant_private_key: small.privateKey.export({ type: 'pkcs8', format: 'pem' }) },
      undefined,
    ],
    [
      'a key without one of its lines',
      'incomplete',
      { merchant_private_key: MERCHANT_PEM.split('\n').toSpliced(5, 1).join('\n') },
      undefined,
    ],
    ['a damaged key', 'unreadable', { merchant_private_key: MERCHANT_PEM.replace('MII', 'MI') }, undefined],
    ['no key at all', 'unreadable', { merchant_private_key: 'TODO' }, undefined],
    ['a certificate as the public key', 'certificate_given', { wechatpay_public_key: platformCertificate }, undefined],
    ['a private key as the public key', 'private_key_given', { wechatpay_public_key: MERCHANT_PEM }, undefined],
    ["the merchant's own public key", 'own_key_given', { wechatpay_public_key: ownPublicKey }, undefined],
    [
      'an EC public key',
      'not_rsa',
      { wechatpay_public_key: elliptic.publicKey.export({ type: 'spki', format: 'pem' }) },
      undefined,
    ],
    [
      'a 1024-bit public key',
      'wrong_key_size',
      { wechatpay_public_key: small.publicKey.export({ type: 'spki', format: 'pem' }) },
      undefined,
    ],
    [
      "the merchant's serial as the key ID",
      'merchant_serial_given',
      { wechatpay_public_key_id: MERCHANT_SERIAL },
      undefined,
    ],
    ['a key ID as the serial', 'wechatpay_key_id_given', { merchant_serial_no: KEY_ID }, undefined],
    [
      'a decimal serial',
      'decimal_serial',
      { merchant_serial_no: BigInt(`0x${MERCHANT_SERIAL}`).toString() },
      undefined,
    ],
    ['a serial with colons', 'malformed_field', { merchant_serial_no: '5F:1C:72:E2' }, undefined],
    ['a key as a certificate', 'key_given', { merchant_certificate: MERCHANT_PEM }, undefined],
    ["another key's certificate", 'certificate_of_other_key', { merchant_certificate: platformCertificate }, undefined],
    [
      'a public key among the certificates',
      'key_given',
      { wechatpay_certificates: [platformCertificate, WECHATPAY_PEM] },
      'wechatpay_certificates.1',
    ],
    [
      "the merchant's certificate as WeChat Pay's",
      'own_key_given',
      { wechatpay_certificates: [merchantCertificate] },
      'wechatpay_certificates.0',
    ],
    ['a short APIv3 key', 'malformed_field', { api_v3_key: 'short' }, undefined],
    ['a missing field', 'missing_field', { wechatpay_public_key: undefined }, 'wechatpay_public_key'],
    ['a null field', 'malformed_field', { merchant_private_key: null }, undefined],
    ['an empty field', 'malformed_field', { merchant_private_key: ' ' }, undefined],
    ['a number where text belongs', 'malformed_field', { mchid: 1900000001 }, undefined],
    ['an unknown field', 'unknown_field', { merchant_key: 'x' }, undefined],
    ['an unknown field below previous', 'unknown_field', { previous: { mchid: '1' } }, 'previous.mchid'],
    [
      'a former key without its ID',
      'missing_field',
      { previous: { wechatpay_public_key: WECHATPAY_PEM } },
      'previous.wechatpay_public_key_id',
    ],
    [
      'a former ID without its key',
      'missing_field',
      { previous: { wechatpay_public_key_id: KEY_ID } },
      'previous.wechatpay_public_key',
    ],
    [
      'a public key as the former private key',
      'public_key_given',
      { previous: { merchant_private_key: WECHATPAY_PEM } },
      'previous.merchant_private_key',
    ],
  ]

  test.each(cases)('%s: %s', (_, code, changes, name) => {
    const error = refusal(partnerSecret(changes))
    expect(error.code).toBe(code)
    expect(error.field).toBe(name ?? Object.keys(changes)[0])
    expect(error.versionId).toBe('v7')
    expect(error.message).toContain(`${error.field}: `)
  })

  test('a certificate of another serial', () => {
    const error = refusal(
      partnerSecret({ merchant_certificate: merchantCertificate, merchant_serial_no: 'ABCDEF0123456789' }),
    )
    expect(error).toMatchObject({ code: 'certificate_of_other_serial', field: 'merchant_certificate' })
  })

  test.each([
    ['both identities', { brand_id: '1004' }],
    ['neither identity', { mchid: undefined }],
  ])('%s', (_, changes) => {
    expect(refusal(partnerSecret(changes)).code).toBe('identity_not_single')
  })

  test('no value', () => {
    expect(refusal(' \n').code).toBe('no_value')
  })

  test.each(['not json', '[]', 'null', '"text"', `${partnerSecret()}x`])('no JSON object: %#', text => {
    expect(refusal(text).code).toBe('not_json')
  })

  test.each([
    ['a line of a PEM', { [MERCHANT_PEM.split('\n')[3] ?? '']: 1 }],
    ['an APIv3 key', { ['k'.repeat(32)]: 1 }],
    ['either, in what was rotated out', { previous: { [`MII${'k'.repeat(40)}`]: 1 } }],
  ])('a name that is %s, as damaged JSON has it, is not told', (_, changes) => {
    const error = refusal(partnerSecret(changes))
    expect([error.code, error.field]).toEqual(['unknown_field', undefined])
    expect(error.message).not.toMatch(/MII|kkkk/)
    expect(error.message).not.toContain((MERCHANT_PEM.split('\n')[3] ?? '').slice(0, 8))
  })

  test('no error carries a value of the secret', () => {
    const body = MERCHANT_PEM.split('\n')[3] ?? ''
    for (const [, , changes] of cases) {
      const error = refusal(partnerSecret(changes))
      const said = `${error.message}${error.stack}${JSON.stringify(error)}${String(error.cause)}`
      expect(said).not.toContain(body)
      for (const value of Object.values(changes)) {
        if (typeof value === 'string' && value.trim()) expect(said).not.toContain(value.trim())
      }
    }
    expect(refusal(`{"merchant_private_key":"${body}"`).stack).not.toContain(body)
  })
})

describe('with the keys kept elsewhere', async () => {
  const kept = await openKeptKeys(keepElsewhere())
  const without = (changes: Record<string, unknown> = {}) =>
    partnerSecret({ merchant_private_key: undefined, ...changes })

  test('the secret needs no private key', async () => {
    const { credential, privateKeyLeft } = loadCredential(without(), 'v1', { now: NOW, kept })
    expect(privateKeyLeft).toBe(false)
    expect(credential?.serial).toBe(MERCHANT_SERIAL)
    const { message, signature } = vector('java-rsa-sign')
    expect(await credential?.sign(Buffer.from(message ?? ''))).toBe(signature)
  })

  test('a brand signs so as well', async () => {
    const { credential } = loadCredential(brandSecret({ merchant_private_key: undefined }), 'v1', { now: NOW, kept })
    expect(credential).toMatchObject({ variant: 'brand', id: '1004' })
  })

  test.each([
    ['the current one', partnerSecret()],
    ['a former one', without({ previous: { merchant_private_key: MERCHANT_PEM } })],
    ['even one that cannot be read', partnerSecret({ merchant_private_key: 'TODO' })],
  ])('a private key in the secret is passed over, and told: %s', (_, text) => {
    expect(loadCredential(text, 'v1', { now: NOW, kept }).privateKeyLeft).toBe(true)
  })

  test('the certificate of the key is taken, whatever its dates', () => {
    const { credential } = loadCredential(without({ merchant_certificate: merchantCertificate }), 'v1', {
      now: NOW,
      kept,
    })
    expect(credential?.serial).toBe(MERCHANT_SERIAL)
  })

  test.each<[string, string, string, Record<string, unknown>]>([
    [
      'a certificate of another key',
      'key_of_other_certificate',
      'WECHATPAY_SIGNING_KEY_ID',
      { merchant_certificate: platformCertificate },
    ],
    [
      'a certificate of another serial',
      'certificate_of_other_serial',
      'merchant_certificate',
      { merchant_certificate: merchantCertificate, merchant_serial_no: 'ABCDEF0123456789' },
    ],
    ['a key ID as the serial', 'wechatpay_key_id_given', 'merchant_serial_no', { merchant_serial_no: KEY_ID }],
    ["the merchant's own public key", 'own_key_given', 'wechatpay_public_key', { wechatpay_public_key: ownPublicKey }],
  ])('%s is refused: %s', (_, code, field, changes) => {
    expect(refusal(without(changes), kept)).toMatchObject({ code, field })
  })
})
