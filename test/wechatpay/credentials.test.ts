import { describe, expect, test } from 'vitest'
import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import { createCredentials, usable } from '../../functions/wechatpay/credentials.ts'
import type { KeptKeys } from '../../functions/wechatpay/open-kept-keys.ts'
import { brandSecret, KEY_ID, partnerSecret, vectorFile, WECHATPAY_PEM } from './fixtures.ts'
import { keepElsewhere } from './kept-keys.ts'

const MINUTE = 60_000

function setUp(text = partnerSecret(), kept?: KeptKeys) {
  const state = { text, versionId: 'v1', reads: 0, now: 1_000_000, failing: false, log: [] as string[] }
  const credentials = createCredentials({
    source: {
      async read() {
        state.reads += 1
        if (state.failing) throw new Error('throttled')
        return { text: state.text, versionId: state.versionId }
      },
    },
    ...(kept && { kept }),
    fetchCertificates: async () => {
      throw new Error('In public-key mode nothing is fetched.')
    },
    clock: { now: () => state.now },
    log: {
      info: (event, ..._) => void state.log.push(event),
      warn: (event, ...[facts = {}]) => void state.log.push(`${event} ${JSON.stringify(facts)}`),
    },
  })
  return { state, credentials }
}

describe('cache', () => {
  test('many readers share one reading, and the version serves for five minutes', async () => {
    const { state, credentials } = setUp()
    await Promise.all([credentials.held(), credentials.current(), credentials.encryptionKey(), credentials.refresh()])
    state.now += 5 * MINUTE - 1
    await credentials.held()
    expect(state.reads).toBe(1)
    state.now += 1
    await Promise.all([credentials.held(), credentials.held()])
    expect(state.reads).toBe(2)
  })

  test('the same version is not parsed again', async () => {
    const { state, credentials } = setUp()
    const first = await credentials.held()
    state.now += 5 * MINUTE
    expect(await credentials.held()).toBe(first)
    expect(state.reads).toBe(2)
  })

  test('a new version is in use after the time to live, or at once by refresh', async () => {
    const { state, credentials } = setUp()
    await credentials.held()
    state.versionId = 'v2'
    expect(await credentials.current()).toEqual({ version: 'v1', usable: true })
    expect(await credentials.refresh()).toEqual({ version: 'v2', usable: true })
    expect(await credentials.current()).toEqual({ version: 'v2', usable: true })
    state.versionId = 'v3'
    state.now += 5 * MINUTE
    expect(await credentials.current()).toEqual({ version: 'v3', usable: true })
  })
})

test('a brand credential names its brand', async () => {
  expect(await setUp(brandSecret()).credentials.current()).toEqual({ version: 'v1', usable: true, brandId: '1004' })
})

describe('when the secret cannot be read', () => {
  test('and none is in hand, it rejects, and tries again at the next call', async () => {
    const { state, credentials } = setUp()
    state.failing = true
    await expect(credentials.current()).rejects.toMatchObject({
      code: 'secret_unavailable',
      cause: new Error('throttled'),
    })
    state.failing = false
    expect(await credentials.current()).toEqual({ version: 'v1', usable: true })
  })

  test('the version in hand stays in use, with a warning, and is read again a minute later', async () => {
    const { state, credentials } = setUp()
    await credentials.held()
    state.failing = true
    state.now += 5 * MINUTE
    expect(await credentials.current()).toEqual({ version: 'v1', usable: true })
    expect(state.log).toEqual(['credential_not_refreshed {}'])
    await credentials.current()
    expect(state.reads).toBe(2)
    state.now += MINUTE
    state.failing = false
    state.versionId = 'v2'
    expect(await credentials.current()).toEqual({ version: 'v2', usable: true })
  })

  test('a refresh rejects and takes nothing away', async () => {
    const { state, credentials } = setUp()
    await credentials.held()
    state.failing = true
    await expect(credentials.refresh()).rejects.toMatchObject({ code: 'secret_unavailable' })
    expect(await credentials.current()).toEqual({ version: 'v1', usable: true })
  })
})

describe('when the newest version is broken', () => {
  test('it is not covered up by the one before', async () => {
    const { state, credentials } = setUp()
    await credentials.held()
    Object.assign(state, { text: partnerSecret({ merchant_private_key: 'x' }), versionId: 'v2' })
    state.now += 5 * MINUTE
    expect(await credentials.current()).toEqual({ version: 'v2', usable: false })
    expect(await credentials.held()).toMatchObject({ code: 'unreadable', field: 'merchant_private_key' })
    await expect(credentials.encryptionKey()).rejects.toBeInstanceOf(CredentialError)
  })

  test('it is said once a version, by field and mend', async () => {
    const { state, credentials } = setUp('{}')
    await credentials.current()
    await credentials.refresh()
    expect(state.log).toHaveLength(1)
    expect(state.log[0]).toMatch(/^credential_broken .*"code":"missing_field".*"version":"v1"/)
  })

  test('mending it is enough', async () => {
    const { state, credentials } = setUp('{}')
    expect(await credentials.current()).toEqual({ version: 'v1', usable: false })
    Object.assign(state, { text: partnerSecret(), versionId: 'v2' })
    expect(await credentials.refresh()).toEqual({ version: 'v2', usable: true })
  })
})

describe('holding a serial', () => {
  const added = {
    text: partnerSecret({ previous: { wechatpay_public_key_id: 'PUB_KEY_ID_1', wechatpay_public_key: WECHATPAY_PEM } }),
    versionId: 'v2',
  }

  test('one that is held costs no reading, in whatever case', async () => {
    const { state, credentials } = setUp()
    await credentials.holding(KEY_ID.toLowerCase())
    expect(state.reads).toBe(1)
  })

  test('one that is not has the secret read once more', async () => {
    const { state, credentials } = setUp()
    await credentials.held()
    Object.assign(state, added)
    expect(await credentials.holding('PUB_KEY_ID_1')).toMatchObject({ version: 'v2' })
  })

  test('one that stays unknown costs one reading a minute, in whatever case', async () => {
    const { state, credentials } = setUp()
    await credentials.held()
    for (let index = 0; index < 50; index += 1) await credentials.holding('PUB_KEY_ID_9')
    state.now += MINUTE - 1
    await credentials.holding('pub_key_id_9')
    expect(state.reads).toBe(2)
    state.now += 1
    await credentials.holding('PUB_KEY_ID_9')
    expect(state.reads).toBe(3)
  })

  test('the next rotation is seen at once, however short the last search is ago', async () => {
    const { state, credentials } = setUp()
    await credentials.held()
    await credentials.holding('PUB_KEY_ID_9')
    Object.assign(state, added)
    expect(await credentials.holding('PUB_KEY_ID_1')).toMatchObject({ version: 'v2' })
  })

  test('strangers cost ten readings a minute', async () => {
    const { state, credentials } = setUp()
    await credentials.held()
    for (let index = 0; index < 50; index += 1) await credentials.holding(`PUB_KEY_ID_9${index}`)
    expect(state.reads).toBe(11)
    state.now += MINUTE
    await credentials.holding('PUB_KEY_ID_9')
    expect(state.reads).toBe(12)
  })

  test('a reading that fails leaves the version in hand', async () => {
    const { state, credentials } = setUp()
    await credentials.held()
    state.failing = true
    expect(await credentials.holding('PUB_KEY_ID_1')).toMatchObject({ version: 'v1' })
  })

  test('is told: yes without a reading, or by the version that has just come to hold it', async () => {
    const { state, credentials } = setUp()
    expect(await credentials.holds(KEY_ID.toLowerCase())).toBe(true)
    expect(state.reads).toBe(1)
    Object.assign(state, added)
    expect(await credentials.holds('pub_key_id_1')).toBe(true)
    expect(state.reads).toBe(2)
  })

  test('is told: no, after one reading a minute', async () => {
    const { state, credentials } = setUp()
    await credentials.held()
    for (let index = 0; index < 50; index += 1) expect(await credentials.holds('PUB_KEY_ID_9')).toBe(false)
    expect(state.reads).toBe(2)
    state.now += MINUTE
    expect(await credentials.holds('PUB_KEY_ID_9')).toBe(false)
    expect(state.reads).toBe(3)
  })

  test('is not told where the secret could not be read: it may hold the key by now', async () => {
    const { state, credentials } = setUp()
    await credentials.held()
    Object.assign(state, added, { failing: true })
    for (let index = 0; index < 3; index += 1) {
      await expect(credentials.holds('PUB_KEY_ID_1')).rejects.toMatchObject({ code: 'secret_unavailable' })
    }
    expect(state.reads).toBe(2)
    expect(await credentials.holds(KEY_ID)).toBe(true)
    state.failing = false
    state.now += MINUTE
    expect(await credentials.holds('PUB_KEY_ID_1')).toBe(true)
    expect(await credentials.holds('PUB_KEY_ID_2')).toBe(false)
  })

  test('is no question where the secret cannot be used: the halt comes first', async () => {
    expect(await setUp('{}').credentials.holds('PUB_KEY_ID_1')).toBe(true)
  })
})

test('the encryption key is the current one, in PEM', async () => {
  expect(await setUp().credentials.encryptionKey()).toEqual({
    wechatpay_serial: KEY_ID,
    public_key: vectorFile('java_wechat_pay_public_key.pem').replaceAll('\r', '').trim().concat('\n'),
  })
})

test('the encryption key is that of the newest version, though not read more often than every 5 s', async () => {
  const { state, credentials } = setUp()
  await credentials.held()
  const { wechatpay_public_key_id: _, ...rest } = JSON.parse(partnerSecret())
  Object.assign(state, { text: JSON.stringify({ ...rest, wechatpay_public_key_id: 'PUB_KEY_ID_2' }), versionId: 'v2' })
  state.now += 4_999
  expect((await credentials.encryptionKey()).wechatpay_serial).toBe(KEY_ID)
  state.now += 1
  expect((await credentials.encryptionKey()).wechatpay_serial).toBe('PUB_KEY_ID_2')
  expect(state.reads).toBe(2)
  Object.assign(state, { failing: true, now: state.now + 5_000 })
  expect((await credentials.encryptionKey()).wechatpay_serial).toBe('PUB_KEY_ID_2')
  expect(state.log).toEqual(['credential_not_refreshed {}'])
})

describe('keys that are kept elsewhere', () => {
  const text = partnerSecret({ merchant_private_key: undefined })

  function setUpKept(secret = text) {
    const kept = keepElsewhere()
    return { kept, ...setUp(secret, { signing: kept.signing }) }
  }

  test('are opened once a version, and named with it', async () => {
    const { kept, state, credentials } = setUpKept()
    const { version } = await credentials.current()
    expect(version).toMatch(/^v1:[0-9a-f]{8}$/)
    state.now += 5 * MINUTE
    await credentials.current()
    expect(kept.opened).toBe(1)
    state.versionId = 'v2'
    expect(await credentials.refresh()).toEqual({ version: version.replace('v1', 'v2'), usable: true })
    expect(kept.opened).toBe(2)
  })

  test('that cannot be reached reject, take nothing away from the version in hand, and are asked again', async () => {
    const { kept, state, credentials } = setUpKept()
    kept.troubles.open = 'unavailable'
    await expect(credentials.current()).rejects.toMatchObject({ code: 'key_unavailable' })
    kept.troubles.open = undefined
    const first = await credentials.held()
    kept.troubles.open = 'unavailable'
    state.versionId = 'v2'
    state.now += 5 * MINUTE
    expect(await credentials.held()).toBe(first)
    expect(state.log).toEqual(['credential_not_refreshed {}'])
    kept.troubles.open = undefined
    state.now += MINUTE
    expect(await credentials.current()).toMatchObject({ version: expect.stringMatching(/^v2:/), usable: true })
  })

  test('that are in trouble break the credential, which is said once and mended without another version', async () => {
    const { kept, state, credentials } = setUpKept()
    kept.troubles.open = 'disabled'
    expect(await credentials.current()).toEqual({ version: 'v1:key_disabled', usable: false })
    await credentials.refresh()
    expect(state.log).toHaveLength(1)
    expect(state.log[0]).toMatch(
      /^credential_broken .*"code":"key_disabled".*WECHATPAY_SIGNING_KEY_ID: .*"version":"v1:key_disabled"/,
    )
    kept.troubles.open = 'access_denied'
    expect(await credentials.refresh()).toEqual({ version: 'v1:key_access_denied', usable: false })
    expect(state.log).toHaveLength(2)
    kept.troubles.open = undefined
    expect(await credentials.refresh()).toMatchObject({ usable: true })
  })

  test('that are refused later break the credential until a reading finds them well', async () => {
    const { kept, state, credentials } = setUpKept()
    const credential = usable(await credentials.held())
    kept.troubles.sign = 'disabled'
    const error = await credential.sign(Buffer.from('a')).catch(error => error)
    expect(error).toMatchObject({ code: 'key_disabled' })
    credentials.report(credential, error)
    expect(await credentials.current()).toEqual({ version: 'v1:key_disabled', usable: false })
    state.now += MINUTE
    expect(await credentials.current()).toEqual({ version: 'v1:key_disabled', usable: false })
    kept.troubles.sign = undefined
    state.now += 5 * MINUTE
    expect(await credentials.current()).toMatchObject({ usable: true })
    expect(state.log).toHaveLength(1)
  })

  test('that fail for a moment break nothing; nor does a report of a version that is no longer in use', async () => {
    const { state, credentials } = setUpKept()
    const old = usable(await credentials.held())
    credentials.report(old, new CredentialError('key_unavailable', { cause: new RangeError('secret words') }))
    expect(await credentials.held()).toBe(old)
    expect(state.log).toEqual([expect.stringMatching(/^signing_failed .*"key_unavailable".*"cause":"RangeError"/)])
    expect(state.log[0]).not.toContain('secret words')
    state.versionId = 'v2'
    await credentials.refresh()
    credentials.report(old, new CredentialError('key_disabled'))
    expect(await credentials.current()).toMatchObject({ usable: true })
  })

  test('make the private key of the secret superfluous, which is said', async () => {
    const { state, credentials } = setUpKept(partnerSecret())
    await credentials.held()
    expect(state.log).toEqual([expect.stringMatching(/^private_key_left /)])
  })
})
