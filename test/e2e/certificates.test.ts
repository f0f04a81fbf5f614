import { X509Certificate } from 'node:crypto'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Local, startLocal } from '../../infra/local/start-local.ts'
import { allEnded, control, journal, member, members, postMember, queueJob, tally } from './harness.ts'
import { fetchSeal } from './seal.ts'

const Keys = v.object({ certificates: v.array(v.string()) })
const Entries = v.object({ entries: v.array(v.object({ call: v.string(), wechatpay_serial: v.nullable(v.string()) })) })

// Always platform certificates, whatever the suite runs with.
const logs: string[] = []
let local: Local
beforeAll(async () => {
  local = await startLocal({
    credential: 'partner_certificates',
    simulator: ['--rate', '50'],
    stack: { environment: { WECHATPAY_RATE_PER_SECOND: '40' }, onLog: line => logs.push(line) },
  })
})
afterAll(() => local.close())

/** The serials of WeChat Pay's platform certificates, the newest first. */
async function serials(method = 'GET', body?: object): Promise<string[]> {
  const { certificates } = v.parse(Keys, await control(local, method, 'keys', body))
  return certificates.map(pem => new X509Certificate(pem).serialNumber)
}

async function downloads(): Promise<number> {
  const { entries } = v.parse(Entries, await control(local, 'GET', 'journal'))
  return entries.filter(({ call }) => call === 'certificates').length
}

const lastSerial = async () => (await journal(local)).at(-1)?.['wechatpay_serial']
const said = (event: string) => logs.filter(line => line.includes(`"${event}"`))

let versions = 0
/** Another version of the secret, and a 401 that has it read: certificates are fetched with each. Resolves to the import's status. */
async function importAfterReading(): Promise<number> {
  versions += 1
  await local.stack.putSecret(local.secret + ' '.repeat(versions))
  await control(local, 'POST', 'faults', { fault: 'unauthorised', count: 1, call: 'import' })
  const before = await downloads()
  const { status } = await postMember(local, member(versions, '-certificates-'))
  expect(await downloads()).toBe(before + 1)
  return status
}

describe('a download of platform certificates', () => {
  test('that is spoiled from the start lets nothing out', async () => {
    await control(local, 'POST', 'faults', { fault: 'flipped_bit', call: 'certificates' })
    const refused = await postMember(local, member(1, '-first-'))
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'credential_broken' }])
    expect(await journal(local)).toEqual([])
    expect(logs.join('\n')).toContain('The certificates that were fetched are not genuine')
    await control(local, 'DELETE', 'faults')
    await local.stack.killContainers()
    expect((await postMember(local, member(1, '-first-'))).status).toBe(200)
  })

  test('gives the key that members are encrypted with, at the counter and by the queue', async () => {
    const [serial] = await serials()
    const imported = await postMember(local, member(2, '-first-'))
    expect([imported.status, imported.headers.get('personal-fields')]).toEqual([200, 'plain'])
    expect(await imported.json()).toMatchObject({ phone_number: member(2).phone_number })
    expect(await lastSerial()).toBe(serial)
    await queueJob(local, 'certificates', members(10, '-certificatesq-'))
    expect(tally(await allEnded(local, 'certificates', 10))).toEqual({ imported: 10 })
    expect(await lastSerial()).toBe(serial)
  })

  test.each([
    ['one flipped bit', 'flipped_bit'],
    ["a stranger's signature", 'forged_signature'],
  ])('with %s is refused, those in hand are kept, and it is said once', async (_, fault) => {
    const [serial] = await serials()
    await control(local, 'POST', 'faults', { fault, call: 'certificates' })
    const before = said('certificates_not_renewed').length
    expect(await importAfterReading()).toBe(200)
    expect(await importAfterReading()).toBe(200)
    expect(await lastSerial()).toBe(serial)
    const [told, ...others] = said('certificates_not_renewed').slice(before)
    expect(told).toContain('certificates_untrusted')
    expect(others).toEqual([])

    await control(local, 'DELETE', 'faults')
    expect(await importAfterReading()).toBe(200)
    expect(said('certificates_not_renewed')).toHaveLength(before + 1)
  })

  test('brings the next certificate: it encrypts from then on, and the former still serves', async () => {
    const sealed = await fetchSeal(local)
    const [newest, former] = await serials('POST', { key: 'certificate', retires_after_seconds: 3_600 })
    expect(sealed.serial).toBe(former)
    expect(await importAfterReading()).toBe(200)
    expect(await lastSerial()).toBe(newest)
    const body = { ...member(1, '-former-'), phone_number: sealed.seal('13900001234'), user_information: {} }
    const imported = await postMember(local, body, { 'Wechatpay-Serial': sealed.serial })
    expect([imported.status, await imported.json()]).toMatchObject([200, { phone_number: '13900001234' }])
    expect(await lastSerial()).toBe(former)
  })
})
