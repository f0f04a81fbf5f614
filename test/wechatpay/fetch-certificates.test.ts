import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import type { HttpAnswer } from '../../functions/wechatpay/exchange.ts'
import { createFetchCertificates } from '../../functions/wechatpay/fetch-certificates.ts'
import { toPlatformCertificate } from '../../functions/wechatpay/platform-certificate.ts'
import { readCertificate } from '../../functions/wechatpay/read-key.ts'
import type { Fault, Signable } from '../../functions/wechatpay/transport.ts'
import { API_V3_KEY, downloadOf, makePlatform, type Platform, signedBy } from './certificates.ts'
import { field, flipBit, MERCHANT_PEM, MERCHANT_SERIAL, NOW, partner, vector } from './fixtures.ts'

const [one, two] = [makePlatform('4DF076AC5A7D968D'), makePlatform('5E')]
const own = [createPublicKey(MERCHANT_PEM)]
const renewal = { signer: partner(), apiV3Key: createSecretKey(Buffer.from(API_V3_KEY)), own }
const held = (platform: Platform) => toPlatformCertificate(readCertificate(platform.pem, ''))

function setUp(...answers: (HttpAnswer | Fault)[]) {
  const sent: { request: Signable; headers: Record<string, string> }[] = []
  const fetchCertificates = createFetchCertificates({
    transport: {
      async send(request) {
        sent.push({ request, headers: await request.headers() })
        const answer = answers[sent.length - 1] ?? answers.at(-1)
        if (!answer) throw new Error('no answer')
        return answer
      },
    },
    clock: { now: () => NOW },
    nonce: () => 'NONCE',
  })
  return { sent, fetchCertificates }
}

const codeOf = (fetching: Promise<unknown>) =>
  fetching.then(
    () => 'taken',
    error => error.code,
  )

test('is a GET that the merchant signs, without a body and without the name of a WeChat Pay key', async () => {
  const { sent, fetchCertificates } = setUp(signedBy(one, downloadOf([one])))
  await fetchCertificates(renewal, [])
  const [call] = sent
  expect(call?.request).toMatchObject({ method: 'GET', path: '/v3/certificates', body: undefined })
  expect(call?.headers).not.toHaveProperty('Wechatpay-Serial')
  const authorization = call?.headers['Authorization'] ?? ''
  const [, signature = ''] = /nonce_str="NONCE",signature="([^"]+)",timestamp="1722850421"/.exec(authorization) ?? []
  expect(authorization).toContain(`serial_no="${MERCHANT_SERIAL}"`)
  const message = Buffer.from('GET\n/v3/certificates\n1722850421\nNONCE\n\n')
  expect(verify('sha256', message, own[0] ?? '', Buffer.from(signature, 'base64'))).toBe(true)
  expect(sent).toHaveLength(1)
})

describe('what comes is taken if it is signed by', () => {
  test('a certificate in it', async () => {
    const { fetchCertificates } = setUp(signedBy(two, downloadOf([one, two])))
    expect((await fetchCertificates(renewal, [])).map(({ serial }) => serial)).toEqual([one.serial, two.serial])
  })

  test('one in hand', async () => {
    const { fetchCertificates } = setUp(signedBy(two, downloadOf([one])))
    expect((await fetchCertificates(renewal, [held(two)])).map(({ serial }) => serial)).toEqual([one.serial])
  })
})

describe('what comes is not trusted', () => {
  const body = downloadOf([one])
  const genuine = signedBy(one, body)
  const stranger = { ...one, key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }

  test.each([
    ['signed by a stranger', signedBy(stranger, body)],
    ['signed by a certificate that is neither in it nor in hand', signedBy(two, body)],
    ['without a signature', { ...genuine, headers: {} }],
    ['as it was five minutes ago', signedBy(one, body, NOW - 301_000)],
    ['from the future', signedBy(one, body, NOW + 301_000)],
    ['with a space more than was signed', { ...genuine, body: Buffer.from(`${body} `) }],
    ['under another APIv3 key', signedBy(one, downloadOf([one], 'y'.repeat(32)))],
    ["with the merchant's own key in it", signedBy(one, downloadOf([one, ownCertificate()]))],
    [
      'with a certificate of another issuer',
      signedBy(one, downloadOf([one, makePlatform('6F', { issuer: ['CN=x'] })])),
    ],
  ])('%s', async (_, answer) => {
    const { sent, fetchCertificates } = setUp(answer)
    expect(await codeOf(fetchCertificates(renewal, []))).toBe('certificates_untrusted')
    expect(sent).toHaveLength(1)
  })

  test('with any bit of it flipped', async () => {
    for (let bit = 0; bit < genuine.body.length * 8; bit += 173) {
      const { fetchCertificates } = setUp({ ...genuine, body: flipBit(genuine.body, bit) })
      expect(await codeOf(fetchCertificates(renewal, []))).toBe('certificates_untrusted')
    }
  })
})

describe('a probe', () => {
  const signature = field(vector('docs-signtest-signature'), 'signature')
  const genuine = signedBy(one, downloadOf([one]))
  const probe = { ...genuine, headers: { ...genuine.headers, 'wechatpay-signature': signature } }

  test('is asked again, once', async () => {
    const { sent, fetchCertificates } = setUp(probe, genuine)
    expect(await fetchCertificates(renewal, [])).toHaveLength(1)
    expect(sent).toHaveLength(2)
  })

  test('twice is nothing to believe', async () => {
    const { sent, fetchCertificates } = setUp(probe, probe, genuine)
    expect(await codeOf(fetchCertificates(renewal, []))).toBe('certificates_unreachable')
    expect(sent).toHaveLength(2)
  })
})

describe('what does not come', () => {
  const status = (status: number, body = '') => ({ status, headers: {}, body: Buffer.from(body) })

  test.each([
    [{ sent: true, why: 'timeout' } as const, 'certificates_unreachable'],
    [{ sent: false, why: 'connection_lost' } as const, 'certificates_unreachable'],
    [status(429), 'certificates_unreachable'],
    [status(500), 'certificates_unreachable'],
    [status(502), 'certificates_unreachable'],
    [status(204), 'certificates_unreachable'],
    [status(302), 'certificates_unreachable'],
    [status(401, '{"code":"SIGN_ERROR"}'), 'certificates_refused'],
    [status(403, '{"code":"NO_AUTH"}'), 'certificates_refused'],
    [status(400, '{"code":"PARAM_ERROR"}'), 'certificates_refused'],
    [status(404, '{"code":"RESOURCE_NOT_EXISTS"}'), 'certificates_absent'],
    [status(400, '{"code":"RESOURCE_NOT_EXISTS"}'), 'certificates_absent'],
    [status(403, '{"code":"NOT_ENOUGH"}'), 'certificates_absent'],
  ])('%j: %s', async (answer, code) => {
    expect(await codeOf(setUp(answer).fetchCertificates(renewal, []))).toBe(code)
  })

  test('because the key that signs is out of order, says so', async () => {
    const sign = async () => {
      throw new CredentialError('key_unavailable')
    }
    const { fetchCertificates } = setUp(status(500))
    expect(await codeOf(fetchCertificates({ ...renewal, signer: { ...renewal.signer, sign } }, []))).toBe(
      'key_unavailable',
    )
  })
})

function ownCertificate(): Platform {
  return makePlatform('7A', { key: createPrivateKey(MERCHANT_PEM) })
}
