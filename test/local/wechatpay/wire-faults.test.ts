import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CARD_ID, type Call, member, PARTNER, START_MS, startWithClock } from './client.ts'

let here: Awaited<ReturnType<typeof startWithClock>>
beforeAll(async () => {
  here = await startWithClock()
})
beforeEach(async () => {
  here.clock.ms = START_MS
  await here.control('POST', 'reset')
})
afterAll(() => here.simulator.close())

const importWith = (fault: string, rest: Partial<Call> = {}) =>
  here.partner.importMember(member(), { headers: { 'X-Simulator-Fault': fault }, ...rest })
const entries = async () => (await here.control('GET', 'journal')).body.entries
const cardCount = async () => (await here.control('GET', 'cards')).body.cards.length

describe('answers in place of the work', () => {
  it.each<[string, number, string | null, boolean, boolean]>([
    ['rate_limited', 429, 'RATELIMIT_EXCEEDED', true, false],
    ['rate_limited_unsigned', 429, 'RATELIMIT_EXCEEDED', false, false],
    ['server_error', 500, 'SYSTEM_ERROR', true, true],
    ['server_error_unsigned', 500, 'SYSTEM_ERROR', false, true],
    ['unavailable', 503, 'SERVICE_UNAVAILABLE', true, false],
    ['unavailable_unsigned', 503, 'SERVICE_UNAVAILABLE', false, false],
    ['unauthorised', 401, 'SIGN_ERROR', true, false],
    ['unauthorised_unsigned', 401, 'SIGN_ERROR', false, false],
    ['unknown_refusal', 400, 'INVALID_REQUEST', true, false],
    ['accepted_dropped', 202, null, true, true],
    ['bad_gateway', 502, null, false, false],
    ['template_invalid', 400, 'INVALID_REQUEST', true, false],
    ['redirect', 302, null, false, true],
  ])('%s', async (fault, status, code, isSigned, isUnclear) => {
    const reply = await importWith(fault)
    expect(reply.status).toBe(status)
    expect(here.partner.isVerified(reply)).toBe(isSigned)
    expect(reply.headers.has('wechatpay-signature')).toBe(isSigned)
    expect(await cardCount()).toBe(0)
    expect(await entries()).toMatchObject([{ fault, status, code, created: false, unclear: isUnclear }])
  })

  it('bad_gateway is a page of a gateway', async () => {
    const reply = await importWith('bad_gateway')
    expect(reply.headers.get('content-type')).toBe('text/html')
    expect(reply.headers.has('request-id')).toBe(false)
    expect(reply.text).toContain('<html>')
  })

  it('a 429 takes no place in the rate, a 500 does', async () => {
    await here.control('POST', 'rate', { per_second: 1 })
    expect((await importWith('rate_limited')).status).toBe(429)
    expect((await importWith('server_error')).status).toBe(500)
    expect((await here.partner.importMember(member())).status).toBe(429)
  })

  it('none hides a wrong signature of the caller', async () => {
    expect((await importWith('server_error', { signedBody: 'x' })).status).toBe(401)
  })
})

describe('answers that must not be believed, after the work', () => {
  it.each([
    'forged_signature',
    'probe_signature',
    'stale_timestamp',
    'future_timestamp',
    'unknown_serial',
    'no_signature',
  ])('%s', async fault => {
    const reply = await importWith(fault)
    expect([reply.status, here.partner.isVerified(reply)]).toEqual([200, false])
    expect(await cardCount()).toBe(1)
    expect(await entries()).toMatchObject([{ fault, created: true, delivered: true, unclear: true }])
  })

  it('refusal_unsigned, which says 400 of a card that was made', async () => {
    const reply = await importWith('refusal_unsigned')
    expect([reply.status, here.partner.isVerified(reply)]).toEqual([400, false])
    expect(JSON.parse(reply.text)).toMatchObject({ message: 'OpenID 无效' })
    expect(await cardCount()).toBe(1)
    expect(await entries()).toMatchObject([{ created: true, delivered: true, unclear: true }])
  })

  it('the probe begins as the published sample does and keeps its length', async () => {
    const signature = (await importWith('probe_signature')).headers.get('wechatpay-signature') ?? ''
    expect(signature).toMatch(/^WECHATPAY\/SIGNTEST\//)
    expect(Buffer.from(signature, 'base64')).toHaveLength(256)
  })

  it('stale and future answers are rightly signed, at another time', async () => {
    const stale = await importWith('stale_timestamp')
    here.clock.ms -= 400_000
    expect(here.partner.isVerified(stale)).toBe(true)
    here.clock.ms = START_MS
    const future = await importWith('future_timestamp')
    here.clock.ms += 400_000
    expect(here.partner.isVerified(future)).toBe(true)
  })

  it('wrong_content_type and huge_body are rightly signed', async () => {
    const html = await importWith('wrong_content_type')
    expect(html.headers.get('content-type')).toMatch(/^text\/html/)
    expect(here.partner.isVerified(html)).toBe(true)
    const huge = await importWith('huge_body')
    expect(Buffer.byteLength(huge.text)).toBe(2 * 1024 * 1024)
    expect(here.partner.isVerified(huge)).toBe(true)
  })
})

describe('connections cut', () => {
  it.each([
    ['reset_before', 0],
    ['reset_after', 1],
    ['truncated', 1],
    ['down', 0],
  ])('%s leaves %i cards', async (fault, cards) => {
    await expect(importWith(fault)).rejects.toThrow()
    expect(await cardCount()).toBe(cards)
    expect(await entries()).toMatchObject([{ fault, created: cards === 1, delivered: false, unclear: true }])
  })

  it('late_work is done after the cut', async () => {
    await here.control('POST', 'faults', { fault: 'late_work;800', count: 1 })
    await expect(here.partner.importMember(member())).rejects.toThrow()
    expect(await cardCount()).toBe(0)
    await vi.waitFor(async () => expect(await cardCount()).toBe(1), { timeout: 5_000 })
    expect(await entries()).toMatchObject([{ fault: 'late_work', status: null, created: true }])
  })

  it('accepted is done after its answer', async () => {
    expect((await importWith('accepted;800')).text).toBe('')
    expect(await cardCount()).toBe(0)
    await vi.waitFor(async () => expect(await cardCount()).toBe(1), { timeout: 5_000 })
    expect(await entries()).toMatchObject([{ status: 202, created: true }])
  })

  it('late work is forgotten by a reset', async () => {
    await importWith('accepted;100')
    await here.control('POST', 'reset')
    await importWith('delay;200')
    expect(await cardCount()).toBe(1)
    expect(await entries()).toHaveLength(1)
  })
})

describe('time', () => {
  it('is added to an answer, after its work and its place in the rate', async () => {
    await here.control('POST', 'faults', { fault: 'delay;150' })
    await here.control('POST', 'faults', { fault: 'latency;20-30' })
    const pending = here.partner.importMember(member())
    await vi.waitFor(async () => expect(await cardCount()).toBe(1))
    expect((await pending).status).toBe(200)
    const [entry] = await entries()
    expect(entry).toMatchObject({ fault: 'delay', delivered: true, unclear: false })
    expect(entry?.held_ms).toBeGreaterThanOrEqual(170)
    expect(entry?.held_ms).toBeLessThanOrEqual(180)
  })

  it('that the caller does not wait for leaves the outcome unclear', async () => {
    await here.control('POST', 'faults', { fault: 'delay;200', count: 1 })
    const body = JSON.stringify(member())
    await expect(here.partner.importMember(member(), { signal: AbortSignal.timeout(50), body })).rejects.toThrow()
    await vi.waitFor(async () =>
      expect(await entries()).toMatchObject([{ status: 200, delivered: false, unclear: true }]),
    )
  })
})

describe('rules', () => {
  it('last until lifted', async () => {
    await here.control('POST', 'faults', { fault: 'refuse_all' })
    const { body } = await here.control('POST', 'faults', { fault: 'down', call: 'template' })
    const template = () => here.partner.send({ path: `${PARTNER}/cards/${CARD_ID}?brand_id=1004` })
    expect((await here.partner.importMember(member())).status).toBe(429)
    await expect(template()).rejects.toThrow()
    await here.control('DELETE', `faults?id=${body.id}`)
    expect((await template()).status).toBe(429)
    expect((await here.control('DELETE', 'faults')).body).toEqual({ lifted: 1 })
    expect((await here.partner.importMember(member())).status).toBe(200)
  })

  it('are not spent on calls refused before', async () => {
    await here.control('POST', 'faults', { fault: 'server_error', count: 1 })
    expect((await here.partner.importMember(member(), { signedBody: 'x' })).status).toBe(401)
    expect((await here.partner.importMember(member())).status).toBe(500)
    expect((await here.partner.importMember(member())).status).toBe(200)
  })

  it('give way to the header of a request', async () => {
    await here.control('POST', 'faults', { fault: 'server_error', count: 1 })
    expect((await importWith('unavailable')).status).toBe(503)
    expect((await importWith('')).status).toBe(400)
    expect((await here.partner.importMember(member())).status).toBe(500)
  })
})
