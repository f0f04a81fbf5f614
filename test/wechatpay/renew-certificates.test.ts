import { createPublicKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Credential } from '../../functions/wechatpay/credential.ts'
import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import type { CredentialErrorCode } from '../../functions/wechatpay/credential-faults.ts'
import { createCredentials, usable } from '../../functions/wechatpay/credentials.ts'
import type { PlatformCertificate } from '../../functions/wechatpay/platform-certificate.ts'
import { API_V3_KEY, makePlatform, type Platform, YEAR } from './certificates.ts'
import { KEY_ID, NOW, partnerSecret } from './fixtures.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const one = makePlatform('4DF076AC5A7D968D', { validFrom: NOW - 2 * YEAR })
const two = makePlatform('5E')

const certificateOf = ({ serial, key }: Platform, validFrom: number): PlatformCertificate => ({
  serial,
  key: createPublicKey(key),
  validFrom,
  validTo: NOW + YEAR,
})
const [first, second] = [certificateOf(one, NOW - 2 * YEAR), certificateOf(two, NOW - YEAR)]

const secret = (changes: Record<string, unknown> = {}) =>
  partnerSecret({ wechatpay_public_key_id: undefined, wechatpay_public_key: undefined, ...changes })
const withKey = (changes: Record<string, unknown> = {}) => secret({ api_v3_key: API_V3_KEY, ...changes })

function setUp(text = withKey()) {
  const state = {
    text,
    versionId: 'v1',
    now: NOW,
    there: [first],
    failing: undefined as CredentialErrorCode | undefined,
    fetches: [] as string[][],
    reads: 0,
    log: [] as string[],
  }
  const credentials = createCredentials({
    source: {
      async read() {
        state.reads += 1
        return { text: state.text, versionId: state.versionId }
      },
    },
    async fetchCertificates(_, held) {
      state.fetches.push(held.map(({ serial }) => serial))
      if (state.failing) throw new CredentialError(state.failing)
      return state.there
    },
    clock: { now: () => state.now },
    log: {
      info: (event, ..._) => void state.log.push(event),
      warn: (event, ...[facts = {}]) => void state.log.push(`${event} ${'code' in facts ? facts.code : ''}`),
    },
  })
  const held = async (): Promise<Credential> => usable(await credentials.held())
  return { state, credentials, held }
}

describe('certificates are fetched', () => {
  test('at the first use, once for all who wait', async () => {
    const { state, held } = setUp()
    const [credential] = await Promise.all([held(), held(), held()])
    expect(credential?.encryption.serial).toBe(one.serial)
    expect(state.fetches).toEqual([[]])
  })

  test('every hour, and the newest of them encrypts from then on', async () => {
    const { state, held } = setUp()
    await held()
    state.there = [first, second]
    state.now += HOUR - 1
    expect((await held()).encryption.serial).toBe(one.serial)
    state.now += 1
    expect((await held()).encryption.serial).toBe(two.serial)
    expect([...(await held()).wechatpayKeys.keys()].sort()).toEqual([one.serial, two.serial])
    expect(state.fetches).toEqual([[], [one.serial]])
  })

  test('beside those of the secret, which serve where they are newer', async () => {
    const { state, held } = setUp(withKey({ wechatpay_certificates: [two.pem] }))
    const credential = await held()
    expect(credential.encryption.serial).toBe(two.serial)
    expect([...credential.wechatpayKeys.keys()].sort()).toEqual([one.serial, two.serial])
    expect(state.fetches).toEqual([[two.serial]])
  })

  test('for an unknown serial, by one of all who miss it, and once a minute at most', async () => {
    const { state, credentials, held } = setUp()
    await held()
    state.there = [first, second]
    state.now += MINUTE
    const found = await Promise.all(['5e', '5E', '5E'].map(async serial => usable(await credentials.holding(serial))))
    expect(found.map(({ encryption }) => encryption.serial)).toEqual([two.serial, two.serial, two.serial])
    expect(state.fetches).toHaveLength(2)
    for (let index = 10; index < 60; index += 1) expect(await credentials.holds(`ABCDEF${index}`)).toBe(false)
    expect(state.fetches).toHaveLength(2)
    state.now += MINUTE
    await credentials.holds('ABCDEF')
    expect(state.fetches).toHaveLength(3)
  })

  test('when a refused key has the credential refreshed, once a minute at most', async () => {
    const { state, credentials, held } = setUp()
    await held()
    state.there = [second]
    state.now += MINUTE
    for (let index = 0; index < 5; index += 1) await credentials.refresh()
    expect((await held()).encryption.serial).toBe(two.serial)
    expect(state.fetches).toHaveLength(2)
  })

  test('not for the ID of a public key', async () => {
    const { state, credentials, held } = setUp()
    await held()
    state.now += MINUTE
    expect(await credentials.holds(KEY_ID)).toBe(false)
    expect(state.fetches).toHaveLength(1)
  })

  test('not in public-key mode, whatever is asked', async () => {
    const { state, credentials } = setUp(partnerSecret({ api_v3_key: API_V3_KEY, wechatpay_certificates: [one.pem] }))
    await credentials.held()
    await credentials.holds('ABCDEF12')
    await credentials.refresh()
    state.now += 13 * HOUR
    await credentials.held()
    await credentials.holds('ABCDEF12')
    expect(state.fetches).toEqual([])
  })

  test('not without an APIv3 key: the given ones serve', async () => {
    const { state, credentials, held } = setUp(secret({ wechatpay_certificates: [one.pem] }))
    expect((await held()).encryption.serial).toBe(one.serial)
    await credentials.holds('ABCDEF12')
    state.now += 13 * HOUR
    await held()
    expect(state.fetches).toEqual([])
  })

  test('no more once the secret has the public key', async () => {
    const { state, credentials, held } = setUp()
    await held()
    Object.assign(state, { text: partnerSecret(), versionId: 'v2' })
    await credentials.refresh()
    state.now += 13 * HOUR
    expect((await held()).encryption.serial).toBe(KEY_ID)
    expect(state.fetches).toHaveLength(1)
  })
})

describe('a fetch that fails', () => {
  test.each<CredentialErrorCode>(['certificates_unreachable', 'certificates_untrusted', 'certificates_refused'])(
    '(%s) leaves the certificates in hand, is said once, and is tried again each minute',
    async code => {
      const { state, held } = setUp()
      await held()
      state.failing = code
      state.now += HOUR
      for (let minute = 0; minute < 5; minute += 1) {
        expect((await held()).encryption.serial).toBe(one.serial)
        await held()
        state.now += MINUTE
      }
      expect(state.log).toEqual([`certificates_not_renewed ${code}`])
      expect(state.fetches).toHaveLength(6)
      Object.assign(state, { failing: undefined, there: [second] })
      expect((await held()).encryption.serial).toBe(two.serial)
      state.failing = code
      state.now += HOUR
      await held()
      expect(state.log).toHaveLength(2)
    },
  )

  test('with none in hand rejects while it passes by itself, and is tried again', async () => {
    const { state, credentials, held } = setUp()
    state.failing = 'certificates_unreachable'
    await expect(credentials.current()).rejects.toMatchObject({ code: 'certificates_unreachable' })
    state.failing = undefined
    state.now += MINUTE
    expect((await held()).encryption.serial).toBe(one.serial)
  })

  test.each<CredentialErrorCode>(['certificates_untrusted', 'certificates_refused', 'certificates_absent'])(
    'with none in hand (%s) breaks the credential until it is mended, which may be elsewhere than in the secret',
    async code => {
      const { state, credentials } = setUp()
      state.failing = code
      expect(await credentials.current()).toEqual({ version: `v1:${code}`, usable: false })
      expect(state.log).toEqual([`credential_broken ${code}`])
      state.failing = undefined
      state.now += MINUTE
      expect(await credentials.refresh()).toEqual({ version: `v1:${one.serial}`, usable: true })
    },
  )

  test('leaves it open whether a serial is held', async () => {
    const { state, credentials, held } = setUp()
    await held()
    state.failing = 'certificates_unreachable'
    state.now += MINUTE
    for (let index = 0; index < 3; index += 1) {
      await expect(credentials.holds('ABCDEF12')).rejects.toMatchObject({ code: 'certificates_unreachable' })
    }
    expect(state.fetches).toHaveLength(2)
    expect(await credentials.holds(one.serial)).toBe(true)
  })

  test('with the given ones expired rejects, and those are not used', async () => {
    const { state, credentials, held } = setUp(withKey({ wechatpay_certificates: [one.pem] }))
    state.failing = 'certificates_unreachable'
    expect((await held()).encryption.serial).toBe(one.serial)
    state.now = NOW + YEAR
    state.versionId = 'v2'
    await expect(credentials.refresh()).rejects.toMatchObject({ code: 'certificates_unreachable' })
  })
})

test('another version of the secret fetches anew, and keeps what was fetched if that fails', async () => {
  const { state, credentials, held } = setUp()
  await held()
  Object.assign(state, { versionId: 'v2', failing: 'certificates_untrusted' })
  expect(await credentials.refresh()).toEqual({ version: `v2:${one.serial}`, usable: true })
  expect(state.fetches).toHaveLength(2)
  expect(state.log).toEqual(['certificates_not_renewed certificates_untrusted'])
})

test('another merchant gets nothing that was fetched for the one before', async () => {
  const { state, credentials, held } = setUp()
  await held()
  Object.assign(state, { text: withKey({ mchid: '1900000002' }), versionId: 'v2', failing: 'certificates_absent' })
  expect(await credentials.refresh()).toMatchObject({ usable: false })
})

test('a sender gets the certificate to encrypt with, in the form of a public key', async () => {
  const { credentials } = setUp()
  expect(await credentials.encryptionKey()).toEqual({
    wechatpay_serial: one.serial,
    public_key: createPublicKey(one.key).export({ type: 'spki', format: 'pem' }),
  })
})
