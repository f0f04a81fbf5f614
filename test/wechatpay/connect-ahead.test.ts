import { Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { beforeEach, expect, test } from 'vitest'
import { connectAhead } from '../../functions/wechatpay/connect-ahead.ts'

const GOOD_FOR_MS = 4_000
const target = { protocol: 'https:', host: 'wechatpay.test:8443', hostname: 'wechatpay.test', port: '8443' }

let opened: { to: buildConnector.Options; socket: Socket }[]
let failing: boolean
let now: number

beforeEach(() => {
  opened = []
  failing = false
  now = 0
})

function createAhead() {
  const connector: buildConnector.connector = (to, callback) => {
    const socket = new Socket()
    opened.push({ to, socket })
    if (failing) callback(new Error('refused'), null)
    else callback(null, socket)
  }
  return connectAhead(connector, 'https://wechatpay.test:8443', GOOD_FOR_MS, () => now)
}

const connect = (ahead: ReturnType<typeof createAhead>) =>
  new Promise<Socket | Error>(resolve => ahead.connect(target, (error, socket) => resolve(error ?? socket)))

test('the first request gets the connection that was opened ahead, the second its own', async () => {
  const ahead = createAhead()
  ahead.open()
  now = GOOD_FOR_MS - 1
  expect(await connect(ahead)).toBe(opened[0]?.socket)
  expect(await connect(ahead)).toBe(opened[1]?.socket)
  expect(opened.map(({ to }) => to)).toEqual([target, target])
})

test('a connection that has aged, as in a frozen container, is closed and not used', async () => {
  const ahead = createAhead()
  ahead.open()
  now = GOOD_FOR_MS
  expect(await connect(ahead)).toBe(opened[1]?.socket)
  expect(opened[0]?.socket.destroyed).toBe(true)
})

test('a connection that broke meanwhile ends nothing and is not used', async () => {
  const ahead = createAhead()
  ahead.open()
  opened[0]?.socket.destroy(new Error('reset'))
  expect(await connect(ahead)).toBe(opened[1]?.socket)
})

test('where none could be opened ahead the request opens its own, and hears why that fails', async () => {
  failing = true
  const ahead = createAhead()
  ahead.open()
  expect(await connect(ahead)).toEqual(new Error('refused'))
  expect(opened).toHaveLength(2)
})
