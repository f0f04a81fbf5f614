import { errors } from 'undici'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { exchange } from '../../functions/wechatpay/exchange.ts'

type Pool = Parameters<typeof exchange>[0]
type Handler = Parameters<Pool['dispatch']>[1]

let handler: Handler = {}
const pool: Pool = {
  dispatch(_, given) {
    handler = given
    return true
  },
}
const send = () => exchange(pool, { method: 'GET', path: '/', body: undefined, headers: {} }, 50)
const socket = () => ({ aborted: false, paused: false, reason: null, abort: vi.fn(), pause() {}, resume() {} })

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

describe('a request is put on one socket at most', () => {
  test('not on one that comes about after its time', async () => {
    const result = send()
    vi.advanceTimersByTime(50)
    expect(await result).toEqual({ sent: false, why: 'timeout' })
    const late = socket()
    handler.onRequestStart?.(late, null)
    expect(late.abort).toHaveBeenCalled()
  })

  test('not on a second one after a first', () => {
    void send()
    const [first, second] = [socket(), socket()]
    handler.onRequestStart?.(first, null)
    handler.onRequestStart?.(second, null)
    expect(first.abort).not.toHaveBeenCalled()
    expect(second.abort).toHaveBeenCalled()
  })
})

test('at the end of its time the socket is given up', async () => {
  const result = send()
  const only = socket()
  handler.onRequestStart?.(only, null)
  vi.advanceTimersByTime(50)
  expect(await result).toEqual({ sent: true, why: 'timeout' })
  expect(only.abort).toHaveBeenCalled()
})

test.each([
  [new errors.HeadersTimeoutError(), 'timeout'],
  [new errors.BodyTimeoutError(), 'timeout'],
  [new errors.SocketError('other side closed'), 'connection_lost'],
  [new Error('plain'), 'connection_lost'],
])('%s before the request was put on a socket', async (error, why) => {
  const result = send()
  handler.onResponseError?.(socket(), error)
  expect(await result).toEqual({ sent: false, why, error })
})

test('an answer that ends without a status is none', async () => {
  const result = send()
  handler.onRequestStart?.(socket(), null)
  handler.onResponseEnd?.(socket(), {})
  expect(await result).toEqual({ sent: true, why: 'connection_lost' })
})

test('once it is over no timer is left that would hold the process up', async () => {
  const result = send()
  handler.onResponseError?.(socket(), new Error('plain'))
  await result
  expect(vi.getTimerCount()).toBe(0)
})
