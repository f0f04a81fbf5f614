import { createDecipheriv, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CARD_ID, makeClient, member, PARTNER, type Reply, startWithClock } from './client.ts'

let here: Awaited<ReturnType<typeof startWithClock>>
beforeAll(async () => {
  here = await startWithClock({ ratePerSecond: 1 })
})
beforeEach(() => {
  here.clock.ms += 60_000
  return here.control('POST', 'reset')
})
afterAll(() => here.simulator.close())

type Listed = {
  serial_no: string
  effective_time: string
  expire_time: string
  encrypt_certificate: { algorithm: string; nonce: string; associated_data: string; ciphertext: string }
}

const download = () => here.partner.send({ path: '/v3/certificates', headers: { 'Wechatpay-Serial': undefined } })

/** Decrypted as CONTRACT.md 5.3 says. */
function open({ text }: Reply): X509Certificate[] {
  const { data }: { data: Listed[] } = JSON.parse(text)
  return data.map(({ encrypt_certificate: { nonce, associated_data, ciphertext } }) => {
    const bytes = Buffer.from(ciphertext, 'base64')
    const key = JSON.parse(here.simulator.secrets.partner_certificates).api_v3_key
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    decipher.setAAD(Buffer.from(associated_data))
    decipher.setAuthTag(bytes.subarray(-16))
    return new X509Certificate(Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]))
  })
}

const withCertificate = ({ serialNumber: serial, publicKey }: X509Certificate) =>
  makeClient(here.simulator, 'partner', () => here.clock.ms, { serial, publicKey })

const rotate = (seconds: number) => here.control('POST', 'keys', { key: 'certificate', retires_after_seconds: seconds })

describe('GET /v3/certificates', () => {
  it('lists the certificate under the APIv3 key, and is signed with it', async () => {
    const reply = await download()
    const [certificate, ...others] = open(reply)
    if (!certificate) throw new Error('no certificate')
    expect(others).toEqual([])
    expect(certificate.issuer).toContain('CN=Tenpay.com Root CA')
    expect(certificate.issuer).toContain('O=Tenpay.com')
    expect(withCertificate(certificate).isVerified(reply)).toBe(true)
    const {
      data: [listed],
    }: { data: Listed[] } = JSON.parse(reply.text)
    expect(listed).toMatchObject({
      serial_no: certificate.serialNumber,
      effective_time: '2026-01-02T10:04:05+08:00',
      expire_time: '2031-01-01T10:04:05+08:00',
      encrypt_certificate: { algorithm: 'AEAD_AES_256_GCM', associated_data: 'certificate' },
    })
    expect(listed?.encrypt_certificate.nonce).toHaveLength(12)
  })

  it('is signed with the public key for who names it', async () => {
    const reply = await here.partner.send({ path: '/v3/certificates' })
    expect([reply.status, here.partner.isVerified(reply)]).toEqual([200, true])
  })

  it('is not under the rate of the other calls', async () => {
    const template = { path: `${PARTNER}/cards/${CARD_ID}?brand_id=1004` }
    const statuses = []
    for (const call of [download, download, () => here.partner.send(template), download]) {
      statuses.push((await call()).status)
    }
    expect(statuses).toEqual([200, 200, 200, 200])
    expect((await here.control('GET', 'summary')).body).toMatchObject({
      calls: 4,
      by_call: { certificates: 3, template: 1 },
      max_calls_in_one_second: 1,
    })
  })

  it.each([
    ['a parameter', { path: '/v3/certificates?algorithm_type=RSA' }, 400],
    ['a wrong signature', { path: '/v3/certificates', signedBody: 'x' }, 401],
  ])('refuses %s', async (_, call, status) => {
    expect((await here.partner.send(call)).status).toBe(status)
  })
})

describe('a certificate', () => {
  it('encrypts, and its key signs the answers to who names it', async () => {
    const [certificate] = open(await download())
    if (!certificate) throw new Error('no certificate')
    const client = withCertificate(certificate)
    const reply = await client.importMember(member({ phone_number: client.encrypt('13900001234') }))
    expect([reply.status, client.isVerified(reply)]).toEqual([200, true])
    expect(client.decrypt(JSON.parse(reply.text).phone_number)).toBe('13900001234')
  })

  it('does not decrypt what the public key encrypted', async () => {
    const [certificate] = open(await download())
    if (!certificate) throw new Error('no certificate')
    const body = member({ phone_number: here.partner.encrypt('13900001234') })
    const reply = await withCertificate(certificate).importMember(body)
    expect([reply.status, JSON.parse(reply.text).detail.field]).toEqual([400, '/phone_number'])
  })

  it('is listed with the next one, which began later, until it retires', async () => {
    const [before] = open(await download())
    if (!before) throw new Error('no certificate')
    const rotated = await rotate(5)
    const [first, newest, ...others] = open(await download())
    if (!first || !newest) throw new Error('not both are listed')
    expect(others).toEqual([])
    expect(first.serialNumber).toBe(before.serialNumber)
    expect(newest.validFromDate.getTime()).toBeGreaterThan(first.validFromDate.getTime())
    expect(rotated.body.certificates.map(pem => new X509Certificate(pem).serialNumber)).toEqual([
      newest.serialNumber,
      first.serialNumber,
    ])
    here.clock.ms += 4_999
    expect((await withCertificate(first).importMember(member())).status).toBe(200)
    here.clock.ms += 1_001
    const reply = await withCertificate(first).importMember(member({ openid: 'o2', user_card_code: 'c2' }))
    expect([reply.status, JSON.parse(reply.text).detail.field]).toEqual([400, 'Wechatpay-Serial'])
    expect(withCertificate(newest).isVerified(reply)).toBe(true)
    expect(open(await download()).map(({ serialNumber }) => serialNumber)).toEqual([newest.serialNumber])
  })

  it('begins later than the former also when both are made in one second', async () => {
    await rotate(60)
    await rotate(60)
    const begun = open(await download()).map(({ validFromDate }) => validFromDate.getTime())
    expect(begun).toHaveLength(3)
    expect(new Set(begun).size).toBe(3)
    expect(begun).toEqual(begun.toSorted())
  })
})

describe('faults of the download', () => {
  it('flipped_bit breaks the tag, rightly signed', async () => {
    await here.control('POST', 'faults', { fault: 'flipped_bit', call: 'certificates', count: 1 })
    const reply = await here.partner.send({ path: '/v3/certificates' })
    expect([reply.status, here.partner.isVerified(reply)]).toEqual([200, true])
    expect(() => open(reply)).toThrow()
    expect(open(await download())).not.toEqual([])
  })

  it('forged_signature is that of a stranger', async () => {
    await here.control('POST', 'faults', { fault: 'forged_signature', call: 'certificates', count: 1 })
    const reply = await here.partner.send({ path: '/v3/certificates' })
    expect([reply.status, here.partner.isVerified(reply)]).toEqual([200, false])
    expect(open(reply)).not.toEqual([])
  })
})
