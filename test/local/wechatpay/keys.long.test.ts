import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Simulator } from '../../../infra/local/wechatpay/start-simulator.ts'
import { brandMember, type Client, makeClient, member, startWithClock } from './client.ts'

let folder: string
let here: Awaited<ReturnType<typeof startWithClock>>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'))
  here = await startWithClock({ folder })
})
afterEach(async () => {
  await here.simulator.close()
  await rm(folder, { recursive: true })
})

async function restart() {
  await here.simulator.close()
  const { ms } = here.clock
  here = await startWithClock({ folder })
  here.clock.ms = ms
}

type Secrets = Simulator['secrets']

async function switchKey(body: object): Promise<Secrets> {
  const switched = await here.control('POST', 'keys', body)
  expect(switched.status).toBe(200)
  return switched.body.secrets
}

const clientOf = (secrets: Secrets, variant: 'partner' | 'brand' = 'partner') =>
  makeClient({ url: here.simulator.url, secrets }, variant, () => here.clock.ms)

let members = 0
/** Imports a member of its own with a secret field; resolves to what became of it. */
async function tryOut(client: Client, make: (given: Record<string, unknown>) => object = member) {
  members += 1
  const phone_number = client.encrypt('13900001234')
  const given = { openid: `o-${members}`, user_card_code: `c-${members}`, phone_number }
  const reply = await client.importMember(make(given))
  const { phone_number: shown, detail } = JSON.parse(reply.text)
  return {
    status: reply.status,
    verified: client.isVerified(reply),
    ...(shown && { phone: client.decrypt(shown) }),
    ...(detail && { field: detail.field }),
  }
}
const SOUND = { status: 200, verified: true, phone: '13900001234' }

describe("a switch of the merchant's key", () => {
  it('takes both for some seconds, answers each to its own, and then the new one only', async () => {
    const { secrets } = here.simulator
    const switched = await switchKey({ key: 'merchant', retires_after_seconds: 5 })
    const [before, after] = [JSON.parse(secrets.partner), JSON.parse(switched.partner)]
    expect(after.previous).toEqual({
      merchant_serial_no: before.merchant_serial_no,
      merchant_private_key: before.merchant_private_key,
      merchant_certificate: before.merchant_certificate,
    })
    expect(after.merchant_serial_no).not.toBe(before.merchant_serial_no)
    expect(after.wechatpay_public_key_id).toBe(before.wechatpay_public_key_id)
    expect(JSON.parse(switched.partner_certificates)).toMatchObject({
      merchant_serial_no: after.merchant_serial_no,
      previous: after.previous,
    })
    expect(switched.brand).toBe(secrets.brand)

    expect(await tryOut(clientOf(secrets))).toEqual(SOUND)
    expect(await tryOut(clientOf(switched))).toEqual(SOUND)
    here.clock.ms += 5_000
    expect(await tryOut(clientOf(secrets))).toEqual({ status: 401, verified: true, field: 'signature' })
    expect(await tryOut(clientOf(switched))).toEqual(SOUND)
  })
})

describe("a switch of WeChat Pay's key", () => {
  it('takes both for some seconds, signs with the one that is named, and then takes the new one only', async () => {
    const { secrets } = here.simulator
    const switched = await switchKey({ key: 'wechatpay' })
    const [before, after] = [JSON.parse(secrets.partner), JSON.parse(switched.partner)]
    expect(after.previous).toEqual({
      wechatpay_public_key_id: before.wechatpay_public_key_id,
      wechatpay_public_key: before.wechatpay_public_key,
    })
    expect(await tryOut(clientOf(secrets))).toEqual(SOUND)
    expect(await tryOut(clientOf(switched))).toEqual(SOUND)
    here.clock.ms += 5_000
    // Signed with the key that is in use, which the old secret does not hold.
    expect(await tryOut(clientOf(secrets))).toEqual({ status: 400, verified: false, field: 'Wechatpay-Serial' })
    expect(await tryOut(clientOf(switched))).toEqual(SOUND)
  })

  it("is the brand's own", async () => {
    const { secrets } = here.simulator
    const switched = await switchKey({ key: 'wechatpay', credential: 'brand', retires_after_seconds: 0 })
    expect(switched).toMatchObject({ partner: secrets.partner, partner_certificates: secrets.partner_certificates })
    expect(await tryOut(clientOf(secrets))).toEqual(SOUND)
    expect(await tryOut(clientOf(secrets, 'brand'), brandMember)).toMatchObject({ status: 400 })
    expect(await tryOut(clientOf(switched, 'brand'), brandMember)).toEqual(SOUND)
  })
})

describe('switched keys', () => {
  it('are there after a restart, the retired ones retired, and after a reset', async () => {
    const { secrets } = here.simulator
    await switchKey({ key: 'merchant', retires_after_seconds: 5 })
    const switched = await switchKey({ key: 'wechatpay', retires_after_seconds: 60 })
    here.clock.ms += 10_000
    await restart()
    await here.control('POST', 'reset')
    expect(here.simulator.secrets).toEqual(switched)
    expect((await here.control('GET', 'keys')).body.secrets).toEqual(switched)
    expect(await tryOut(clientOf(secrets))).toMatchObject({ status: 401 })
    expect(await tryOut(clientOf(switched))).toEqual(SOUND)
    expect((await stat(join(folder, 'keys.json'))).mode & 0o777).toBe(0o600)
  })

  it('follow one upon another: previous is the last', async () => {
    const first = await switchKey({ key: 'wechatpay', retires_after_seconds: 60 })
    const second = await switchKey({ key: 'wechatpay', retires_after_seconds: 60 })
    const idOf = (secret: string) => JSON.parse(secret).wechatpay_public_key_id
    expect(JSON.parse(second.partner).previous.wechatpay_public_key_id).toBe(idOf(first.partner))
    const clients = [here.simulator.secrets, first, second].map(secrets => clientOf(secrets))
    for (const client of clients) expect(await tryOut(client)).toEqual(SOUND)
  })

  it('of another form in the folder are refused', async () => {
    await here.simulator.close()
    const file = join(folder, 'keys.json')
    const { form: _, ...old } = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(file, JSON.stringify(old))
    await expect(startWithClock({ folder })).rejects.toThrow('another version')
  })
})

it('each secret has a certificate of its key', () => {
  for (const secret of Object.values(here.simulator.secrets)) {
    const { merchant_certificate, merchant_private_key, merchant_serial_no, mchid, brand_id } = JSON.parse(secret)
    const certificate = new X509Certificate(merchant_certificate)
    expect(certificate.checkPrivateKey(createPrivateKey(merchant_private_key))).toBe(true)
    expect(certificate.publicKey.equals(createPublicKey(merchant_private_key))).toBe(true)
    expect(certificate.serialNumber).toBe(merchant_serial_no)
    expect(certificate.subject).toContain(`CN=${mchid ?? brand_id}`)
  }
})

describe('the secret with certificates', () => {
  it('has the APIv3 key in place of the public key', () => {
    const { partner, partner_certificates } = here.simulator.secrets
    const { wechatpay_public_key_id: _, wechatpay_public_key: __, ...rest } = JSON.parse(partner)
    expect(JSON.parse(partner_certificates)).toEqual({ ...rest, api_v3_key: expect.stringMatching(/^[0-9a-f]{32}$/) })
  })
})

it.each([
  [{}],
  [{ key: 'other' }],
  [{ key: 'merchant', credential: 'other' }],
  [{ key: 'certificate', credential: 'brand' }],
  [{ key: 'merchant', retires_after_seconds: -1 }],
  [{ key: 'merchant', retires_after_seconds: 1.5 }],
  [{ key: 'merchant', x: 1 }],
])('a switch %j is refused', async body => {
  const { secrets } = here.simulator
  expect(await here.control('POST', 'keys', body)).toMatchObject({ status: 400, body: { error: expect.anything() } })
  expect((await here.control('GET', 'keys')).body.secrets).toEqual(secrets)
})
