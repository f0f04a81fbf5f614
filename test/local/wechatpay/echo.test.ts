import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Call, startWithClock } from './client.ts'

let here: Awaited<ReturnType<typeof startWithClock>>
beforeAll(async () => {
  here = await startWithClock({ ratePerSecond: 1 })
})
beforeEach(() => here.control('POST', 'reset'))
afterAll(() => here.simulator.close())

const echo = (body: object, rest: Partial<Call> = {}) => here.partner.send({ path: '/v3/security/echo', body, ...rest })

it('says both messages again, the secret one encrypted to the caller', async () => {
  const reply = await echo({ echo_message: 'hello', encrypted_echo_message: here.partner.encrypt('悄悄话') })
  expect([reply.status, here.partner.isVerified(reply)]).toEqual([200, true])
  const { echo_message, encrypted_echo_message } = JSON.parse(reply.text)
  expect([echo_message, here.partner.decrypt(encrypted_echo_message)]).toEqual(['hello', '悄悄话'])
})

it('says no secret where it got none, and takes a notify_url', async () => {
  const reply = await echo({ echo_message: 'hello', notify_url: 'https://merchant.example/notify' })
  expect([reply.status, JSON.parse(reply.text)]).toEqual([200, { echo_message: 'hello' }])
})

it('is not under the rate of the other calls', async () => {
  const statuses = []
  for (const message of ['a', 'b', 'c']) statuses.push((await echo({ echo_message: message })).status)
  expect(statuses).toEqual([200, 200, 200])
})

it.each<[string, object, Partial<Call>, number, string | undefined]>([
  ['no message', {}, {}, 400, '/echo_message'],
  ['an unknown field', { echo_message: 'a', x: 'y' }, {}, 400, '/x'],
  ['a secret in plain', { echo_message: 'a', encrypted_echo_message: 'b' }, {}, 400, '/encrypted_echo_message'],
  ['no serial', { echo_message: 'a' }, { headers: { 'Wechatpay-Serial': undefined } }, 400, 'Wechatpay-Serial'],
  ['another serial', { echo_message: 'a' }, { headers: { 'Wechatpay-Serial': 'A1' } }, 400, 'Wechatpay-Serial'],
  ['another type', { echo_message: 'a' }, { headers: { 'Content-Type': 'text/plain' } }, 400, 'Content-Type'],
  ['no Accept', { echo_message: 'a' }, { headers: { Accept: '*/*' } }, 400, 'Accept'],
  ['a wrong signature', { echo_message: 'a' }, { signedBody: 'x' }, 401, 'signature'],
])('refuses %s', async (_, body, rest, status, field) => {
  const reply = await echo(body, rest)
  expect([reply.status, JSON.parse(reply.text).detail?.field]).toEqual([status, field])
})

it('is not there for a brand', async () => {
  expect((await here.brand.send({ path: '/v3/security/echo', body: { echo_message: 'a' } })).status).toBe(401)
})
