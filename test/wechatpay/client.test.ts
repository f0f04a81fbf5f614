import { createPrivateKey, createPublicKey, generateKeyPairSync, privateDecrypt, sign, verify } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { readUserCard } from '../../functions/member/user-card.ts'
import type { Call, Reply } from '../../functions/ports.ts'
import { createWechatPay } from '../../functions/wechatpay/client.ts'
import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import { createCredentials } from '../../functions/wechatpay/credentials.ts'
import type { HttpAnswer } from '../../functions/wechatpay/exchange.ts'
import { type PlatformCertificate, toPlatformCertificate } from '../../functions/wechatpay/platform-certificate.ts'
import { readCertificate } from '../../functions/wechatpay/read-key.ts'
import type { Fault, Signable } from '../../functions/wechatpay/transport.ts'
import { API_V3_KEY, makePlatform, type Platform, signedBy, YEAR } from './certificates.ts'
import {
  CARD,
  field,
  flipBit,
  KEY_ID,
  NOW,
  partner,
  partnerSecret,
  REQUEST,
  signedHeaders,
  vector,
  vectorFile,
} from './fixtures.ts'
import { type Elsewhere, keepElsewhere } from './kept-keys.ts'

const IMPORT: Call = { name: 'import', request: REQUEST }
const BODY = Buffer.from(JSON.stringify(CARD))

const world = {
  now: NOW,
  text: partnerSecret(),
  versionId: 'v1',
  reads: 0,
  unreachable: false,
  /** What happens between the making of a request and its signature. */
  beforeHeaders: undefined as (() => Promise<void>) | undefined,
  kept: undefined as Elsewhere | undefined,
  certificates: new Error('In public-key mode nothing is fetched.') as Error | PlatformCertificate[],
  log: [] as string[],
  sent: [] as { request: Signable; headers: Record<string, string>; withinMs: number }[],
  answer: (): HttpAnswer | Fault => ({ status: 200, headers: signedHeaders(BODY, world.now), body: BODY }),
}
const start = { ...world }

beforeEach(() => {
  Object.assign(world, start, { sent: [], log: [] })
})

function wechatPay(changes: Partial<Parameters<typeof createWechatPay>[0]> = {}) {
  let nonces = 0
  const clock = { now: () => world.now }
  const credentials = createCredentials({
    clock,
    ...(world.kept && { kept: world.kept }),
    async fetchCertificates() {
      if (Array.isArray(world.certificates)) return world.certificates
      throw world.certificates
    },
    log: { info() {}, warn: (event, ..._) => void world.log.push(event) },
    source: {
      async read() {
        world.reads += 1
        if (world.unreachable) throw new Error('throttled')
        return { text: world.text, versionId: world.versionId }
      },
    },
  })
  const transport = {
    async send(request: Signable, withinMs: number) {
      await world.beforeHeaders?.()
      world.sent.push({ request, headers: await request.headers(), withinMs })
      return world.answer()
    },
  }
  const nonce = () => {
    nonces += 1
    return `NONCE${nonces}`
  }
  return createWechatPay({ credentials, transport, clock, nonce, ...changes })
}

const send = (call: Call = IMPORT): Promise<Reply> => wechatPay().send(call, 10_000)

describe('send', () => {
  test('signs, sends the signed bytes, verifies, reads', async () => {
    expect(await send()).toEqual({
      kind: 'card',
      card: CARD,
      requestId: '08F5B8C2B506102C18FDDFEEA30620BE821E28EDC405-0',
    })
    const [first] = world.sent
    const authorization = first?.headers['Authorization'] ?? ''
    const parameters =
      /mchid="1900000001",nonce_str="NONCE1",signature="([^"]+)",timestamp="1722850421",serial_no="(\w+)"$/
    const [, signature] = parameters.exec(authorization) ?? []
    const message = `POST\n${first?.request.path}\n1722850421\nNONCE1\n${first?.request.body}\n`
    const expected = sign('sha256', Buffer.from(message), vectorFile('java_merchant_private_key.pem'))
    expect(signature).toBe(expected.toString('base64'))
    expect(first?.headers['Wechatpay-Serial']).toBe(KEY_ID)
    expect(first?.withinMs).toBe(10_000)
  })

  test('signs each try anew', async () => {
    await send()
    const again = await world.sent[0]?.request.headers()
    expect(again?.['Authorization']).toContain('NONCE2')
    expect(again?.['Authorization']).not.toBe(world.sent[0]?.headers['Authorization'])
  })

  test('what goes wrong beside the key is an error as it is, and nothing is called', async () => {
    const nonce = () => {
      throw new Error('no randomness')
    }
    await expect(wechatPay({ nonce }).send(IMPORT, 10_000)).rejects.toThrow(/^no randomness$/)
    expect(world.sent).toEqual([])
  })

  test('every call names the WeChat Pay key that is to sign the answer', async () => {
    const { card_id: cardId, openid, user_card_code: userCardCode } = REQUEST
    await send({ name: 'query', brandId: '1004', cardId, openid, userCardCode })
    await send({ name: 'list', brandId: '1004', openid, offset: 0 })
    await send({ name: 'template', brandId: '1004', cardId })
    expect(world.sent.map(({ headers }) => headers['Wechatpay-Serial'])).toEqual([KEY_ID, KEY_ID, KEY_ID])
  })

  test.each([
    [{ sent: true, why: 'timeout' } as const, { kind: 'unclear', why: 'timeout' }],
    [{ sent: false, why: 'connection_lost' } as const, { kind: 'unavailable', mayHaveWorked: false }],
  ])('no answer: %j', async (fault, reply) => {
    world.answer = () => fault
    expect(await send()).toEqual(reply)
  })

  test('verifies with the clock at the receipt', async () => {
    world.answer = () => {
      const answer = { status: 200, headers: signedHeaders(BODY, world.now), body: BODY }
      world.now += 300_001
      return answer
    }
    expect(await send()).toMatchObject({ kind: 'unclear', why: 'unverified' })
  })
})

describe('an answer is not believed', () => {
  const { card_id: cardId, openid, user_card_code: userCardCode } = REQUEST
  const QUERY: Call = { name: 'query', brandId: '1004', cardId, openid, userCardCode }

  /** Every seventh bit is enough here: test/wechatpay/verify-answer.test.ts flips them all. */
  async function flipEach(text: Buffer, answer: (flipped: Buffer) => HttpAnswer) {
    const pay = wechatPay()
    for (let bit = 0; bit < text.length * 8; bit += 7) {
      world.answer = () => answer(flipBit(text, bit))
      expect(await pay.send(QUERY, 10_000)).toMatchObject({ kind: 'unclear', why: 'unverified' })
    }
  }

  test('with a bit of its body flipped', async () => {
    await flipEach(BODY, body => ({ status: 200, headers: signedHeaders(BODY), body }))
  })

  test.each(['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-signature'])(
    'with a bit of %s flipped',
    async name => {
      const signed = signedHeaders(BODY)
      await flipEach(Buffer.from(signed[name] ?? ''), flipped => ({
        status: 200,
        headers: { ...signed, [name]: flipped.toString('latin1') },
        body: BODY,
      }))
    },
  )

  test("under WeChat Pay's name by a stranger's key, or by the merchant's own", async () => {
    const keys = [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, merchantKey]
    for (const key of keys) {
      const message = `1722850421\nd824f2e086d3c1df967785d13fcd22ef\n${BODY}\n`
      const signature = sign('sha256', Buffer.from(message), key).toString('base64')
      const headers = { ...signedHeaders(BODY), 'wechatpay-signature': signature }
      world.answer = () => ({ status: 200, headers, body: BODY })
      expect(await send()).toMatchObject({ kind: 'unclear', why: 'unverified' })
    }
  })

  test('as a probe', async () => {
    const signature = field(vector('docs-signtest-signature'), 'signature')
    const headers = { ...signedHeaders(BODY), 'wechatpay-signature': signature }
    world.answer = () => ({ status: 200, headers, body: BODY })
    expect(await send()).toMatchObject({ kind: 'unclear', why: 'unverified', probe: true })
  })
})

const merchantKey = createPrivateKey(vectorFile('java_merchant_private_key.pem'))

describe('a request that came encrypted', () => {
  test('goes out untouched under its own serial', async () => {
    const previous = {
      wechatpay_public_key_id: 'PUB_KEY_ID_1',
      wechatpay_public_key: vectorFile('docs_wechatpay_public_key_4013059030.pem'),
    }
    world.text = partnerSecret({ previous })
    await send({ name: 'import', request: REQUEST, serial: 'pub_key_id_1' })
    expect(world.sent[0]?.headers['Wechatpay-Serial']).toBe('PUB_KEY_ID_1')
    expect(String(world.sent[0]?.request.body)).toBe(JSON.stringify(REQUEST))
  })

  test('is not sent under a serial that is not held, after one more look into the secret', async () => {
    expect(await send({ name: 'import', request: REQUEST, serial: 'PUB_KEY_ID_1' })).toEqual({ kind: 'serial_refused' })
    expect(world.sent).toHaveLength(0)
    expect(world.reads).toBe(2)
  })
})

test('ciphertext, its serial and the signature are of one version of the secret, also on a try after a rotation', async () => {
  const docs = vectorFile('docs_apiclient_test_key.pem')
  const rotated = partnerSecret({
    merchant_serial_no: '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB',
    merchant_private_key: docs,
    wechatpay_public_key_id: 'PUB_KEY_ID_2',
    wechatpay_public_key: vectorFile('docs_wechatpay_public_key_4013059030.pem'),
  })
  const pay = wechatPay()
  await pay.seal(REQUEST)
  world.beforeHeaders = async () => {
    Object.assign(world, { text: rotated, versionId: 'v2', now: world.now + 300_000, beforeHeaders: undefined })
    expect((await pay.seal(REQUEST)).serial).toBe('PUB_KEY_ID_2')
  }
  await pay.send(IMPORT, 10_000)
  const [call] = world.sent
  expect(call?.headers['Wechatpay-Serial']).toBe(KEY_ID)
  expect(call?.headers['Authorization']).toContain('serial_no="5F1C72E2A8931B72A2E13AF8DEE92471EB397115"')
  const { phone_number } = JSON.parse(String(call?.request.body))
  const opened = privateDecrypt(
    { key: vectorFile('java_wechat_pay_private_key.pem'), oaepHash: 'sha1' },
    Buffer.from(phone_number, 'base64'),
  )
  expect(String(opened)).toBe(REQUEST.phone_number)
})

describe('an answer under a serial that is not held', () => {
  const rotated = partnerSecret({
    previous: {
      wechatpay_public_key_id: 'PUB_KEY_ID_1',
      wechatpay_public_key: createPublicKey(vectorFile('java_wechat_pay_private_key.pem'))
        .export({ type: 'spki', format: 'pem' })
        .toString(),
    },
  })
  const headers = signedHeaders(BODY, NOW, 'PUB_KEY_ID_1')

  test('is verified with the key that the secret has had since', async () => {
    world.answer = () => {
      Object.assign(world, { text: rotated, versionId: 'v2' })
      return { status: 200, headers, body: BODY }
    }
    expect(await send()).toMatchObject({ kind: 'card' })
  })

  test('has the secret read for it, and for another in the same minute, and for one that names none it is not read', async () => {
    const pay = wechatPay()
    const reads: number[] = []
    for (const named of [{}, headers, signedHeaders(BODY, NOW, 'PUB_KEY_ID_2'), headers]) {
      world.answer = () => ({ status: 200, headers: named, body: BODY })
      expect(await pay.send(IMPORT, 10_000)).toMatchObject({ kind: 'unclear', why: 'unverified' })
      reads.push(world.reads)
    }
    expect(reads).toEqual([1, 2, 3, 3])
  })

  test('stays unverified where the search for its key fails', async () => {
    const holding = () => Promise.reject(new Error('throttled'))
    const others = { current: holding, refresh: holding, holds: holding, encryptionKey: holding, report() {} }
    const credentials = { ...others, held: async () => partner(), holding }
    world.answer = () => ({ status: 200, headers, body: BODY })
    expect(await wechatPay({ credentials }).send(IMPORT, 10_000)).toMatchObject({ kind: 'unclear', why: 'unverified' })
  })

  test.each([
    ['the secret has no such key', {}],
    ['the secret cannot be read', { unreachable: true }],
    ['the newest secret is broken', { text: '{}', versionId: 'v2' }],
  ])('stays unverified where %s', async (_, change) => {
    world.answer = () => {
      Object.assign(world, change)
      return { status: 200, headers, body: BODY }
    }
    expect(await send()).toMatchObject({ kind: 'unclear', why: 'unverified' })
  })
})

describe('without a usable credential', () => {
  test('a broken secret halts, and nothing is sent', async () => {
    world.text = '{}'
    expect(await send()).toEqual({ kind: 'halt', scope: 'credential', reason: 'credential_broken' })
    expect(world.sent).toHaveLength(0)
  })

  test('a secret that cannot be reached rejects', async () => {
    world.unreachable = true
    await expect(send()).rejects.toMatchObject({ code: 'secret_unavailable' })
  })
})

describe('with platform certificates', () => {
  const [one, two] = [makePlatform('4DF076AC5A7D968D', { validFrom: NOW - 2 * YEAR }), makePlatform('5E')]
  const fetched = (platforms: Platform[]) =>
    platforms.map(({ pem }) => toPlatformCertificate(readCertificate(pem, 'certificate')))

  beforeEach(() => {
    const without = { wechatpay_public_key_id: undefined, wechatpay_public_key: undefined }
    Object.assign(world, {
      text: partnerSecret({ ...without, api_v3_key: API_V3_KEY }),
      certificates: fetched([one]),
      answer: () => signedBy(one, String(BODY), world.now),
    })
  })

  test('a request is encrypted and named by the newest, and its answer verified by serial', async () => {
    world.certificates = fetched([one, two])
    expect(await send()).toMatchObject({ kind: 'card' })
    const [call] = world.sent
    expect(call?.headers['Wechatpay-Serial']).toBe(two.serial)
    const { phone_number } = JSON.parse(String(call?.request.body))
    const opened = privateDecrypt({ key: two.key, oaepHash: 'sha1' }, Buffer.from(phone_number, 'base64'))
    expect(String(opened)).toBe(REQUEST.phone_number)
  })

  test('a request that came encrypted under one that is held goes out under its serial', async () => {
    world.certificates = fetched([one, two])
    await send({ name: 'import', request: REQUEST, serial: one.serial.toLowerCase() })
    expect(world.sent[0]?.headers['Wechatpay-Serial']).toBe(one.serial)
  })

  test('an answer by one that is new is verified after the certificates were fetched once more', async () => {
    const pay = wechatPay()
    await pay.send(IMPORT, 10_000)
    world.now += 60_000
    world.answer = () => {
      world.certificates = fetched([one, two])
      return signedBy(two, String(BODY), world.now)
    }
    expect(await pay.send(IMPORT, 10_000)).toMatchObject({ kind: 'card' })
    expect(world.sent.map(({ headers }) => headers['Wechatpay-Serial'])).toEqual([one.serial, one.serial])
    await pay.send(IMPORT, 10_000)
    expect(world.sent.at(-1)?.headers['Wechatpay-Serial']).toBe(two.serial)
  })

  test('an answer by a stranger under a known serial is not believed', async () => {
    world.answer = () => signedBy({ ...two, serial: one.serial }, String(BODY), world.now)
    expect(await send()).toMatchObject({ kind: 'unclear', why: 'unverified' })
  })

  test('that cannot be had now no call is made, and that is no halt', async () => {
    world.certificates = new CredentialError('certificates_unreachable')
    await expect(send()).rejects.toMatchObject({ code: 'certificates_unreachable' })
    world.certificates = new CredentialError('certificates_untrusted')
    world.now += 60_000
    expect(await send()).toEqual({ kind: 'halt', scope: 'credential', reason: 'credential_broken' })
    expect(world.sent).toEqual([])
  })
})

describe('with a key that is kept elsewhere', () => {
  beforeEach(() => {
    world.text = partnerSecret({ merchant_private_key: undefined })
    world.kept = keepElsewhere()
  })

  test('it signs each try, whatever the length of the request', async () => {
    expect(await send({ name: 'import', request: { ...REQUEST, level: '钻'.repeat(5_000) } })).toMatchObject({
      kind: 'card',
    })
    const [first] = world.sent
    const [, signature = ''] = /signature="([^"]+)"/.exec(first?.headers['Authorization'] ?? '') ?? []
    const message = `POST\n${first?.request.path}\n1722850421\nNONCE1\n${first?.request.body}\n`
    expect(verify('sha256', Buffer.from(message), createPublicKey(merchantKey), Buffer.from(signature, 'base64'))).toBe(
      true,
    )
  })

  test('that is out of reach for a moment the call comes again later: nothing was sent, nothing is broken', async () => {
    const pay = wechatPay()
    await pay.seal(REQUEST)
    Object.assign(world.kept?.troubles ?? {}, { sign: 'unavailable' })
    expect(await pay.send(IMPORT, 10_000)).toEqual({ kind: 'unsigned' })
    expect(world.sent).toEqual([])
    expect(world.log).toEqual(['signing_failed'])
    Object.assign(world.kept?.troubles ?? {}, { sign: undefined })
    expect(await pay.send(IMPORT, 10_000)).toMatchObject({ kind: 'card' })
  })

  test('that is refused halts, for this call and the next, until the key is mended', async () => {
    const pay = wechatPay()
    await pay.seal(REQUEST)
    Object.assign(world.kept?.troubles ?? {}, { sign: 'access_denied' })
    const halt = { kind: 'halt', scope: 'credential', reason: 'credential_broken' }
    expect(await pay.send(IMPORT, 10_000)).toEqual(halt)
    expect(await pay.send(IMPORT, 10_000)).toEqual(halt)
    expect(world.sent).toEqual([])
    expect(world.log).toEqual(['credential_broken'])
    Object.assign(world.kept?.troubles ?? {}, { sign: undefined })
    world.now += 60_000
    expect(await pay.send(IMPORT, 10_000)).toMatchObject({ kind: 'card' })
  })

  test('answers are opened by the other key, or stay closed without it', async () => {
    const closed = { ...CARD, phone_number: field(vector('derived-oaep-phone'), 'ciphertext') }
    const card = readUserCard(closed)
    if (!card || !world.kept) throw new Error('unreadable fixture')
    expect(await wechatPay().reveal(card)).toEqual({ card: { ...card, phone_number: '13900000000' }, plain: true })
    const { decryption: _, ...signingOnly } = world.kept
    Object.assign(world, { kept: signingOnly })
    expect(await wechatPay().reveal(card)).toEqual({ card, plain: false })
  })
})

describe('seal and reveal', () => {
  test('a sealed request can be sent as it is, under the serial it is sealed with', async () => {
    const pay = wechatPay()
    const { request, serial } = await pay.seal(REQUEST)
    expect(request.phone_number).toHaveLength(344)
    await pay.send({ name: 'import', request, serial }, 10_000)
    expect(String(world.sent[0]?.request.body)).toBe(JSON.stringify(request))
    expect(world.sent[0]?.headers['Wechatpay-Serial']).toBe(serial)
  })

  test('reveal opens a card, and leaves it closed without a usable credential', async () => {
    const card = readUserCard({ ...CARD, phone_number: field(vector('derived-oaep-phone'), 'ciphertext') })
    if (!card) throw new Error('unreadable fixture')
    expect(await wechatPay().reveal(card)).toEqual({ card: { ...card, phone_number: '13900000000' }, plain: true })
    world.text = '{}'
    expect(await wechatPay().reveal(card)).toEqual({ card, plain: false })
    await expect(wechatPay().seal(REQUEST)).rejects.toMatchObject({ code: 'missing_field' })
  })
})
