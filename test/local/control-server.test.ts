import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ControlServer, startControlServer } from '../../infra/local/control-server.ts'
import { EmbeddedError } from '../../infra/local/embedded-error.ts'
import { joinHost } from '../../infra/local/join-host.ts'

const client = { endpoint: 'http://127.0.0.1:1', region: 'r', credentials: { accessKeyId: 'a', secretAccessKey: 's' } }
const endpoints = {
  ...{ apiUrl: 'http://127.0.0.1:1', queueUrl: 'q', deadLetterQueueUrl: 'd', tableName: 't', secretId: 's' },
  ...{ dynamodb: client, sqs: client },
}
const settings = { credential: 'partner', simulator: [], environment: { A: '1' } }
const onGone = vi.fn<() => void>()
const onWork = vi.fn<() => void>()

let server: ControlServer
beforeEach(async () => {
  onGone.mockReset()
  onWork.mockReset()
  server = await startControlServer({ token: 'right', settings, endpoints, onWork, onGone })
})
afterEach(() => server.close())

const join = (token = 'right', asked = settings) => joinHost({ pid: 7, port: server.port, token }, asked)

async function joined() {
  const connection = await join()
  if (!connection) throw new Error('The server did not welcome the command.')
  return connection
}

test('a command with the token is welcome; one without is not, and learns nothing', async () => {
  expect((await joined()).endpoints).toEqual(endpoints)
  expect(await join('wrong')).toBeUndefined()
  expect(server.count()).toBe(1)
})

test('a command that only looks has nothing worked, and any settings', async () => {
  const address = { pid: 7, port: server.port, token: 'right' }
  const other = { ...settings, environment: { A: '2' } }
  expect(await joinHost(address, other, false)).toMatchObject({ endpoints })
  expect(onWork).not.toHaveBeenCalled()
  await expect(joinHost(address, other)).rejects.toMatchObject({ code: 'other_settings' })
  expect(onWork).not.toHaveBeenCalled()
  await joined()
  expect(onWork).toHaveBeenCalledOnce()
})

test('what is no hello ends the connection', async () => {
  const socket = connect(server.port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\n\r\n')
  await once(socket.resume(), 'close')
  expect(server.count()).toBe(0)
})

test('a command that leaves is let go while others stay; the last one waits for the end of the host', async () => {
  const [first, last] = [await joined(), await joined()]
  await first.close()
  expect([server.count(), onGone.mock.calls.length]).toEqual([1, 1])
  const left = last.close()
  await vi.waitFor(() => expect(onGone).toHaveBeenCalledTimes(2))
  expect(server.count()).toBe(0)
  expect(await Promise.race([left, 'still waiting'])).toBe('still waiting')
})

test('a command hears why the host ends, and none is welcome from then on', async () => {
  const connection = await joined()
  const late = connect(server.port, '127.0.0.1')
  await once(late, 'connect')
  server.close(new EmbeddedError('disk_full', 'The disk is full.', 'Make room.'))
  late.write(`${JSON.stringify({ token: 'right', settings, works: true })}\n`)
  await once(late.resume(), 'close')
  expect(await join()).toBeUndefined()
  expect(await connection.ended).toMatchObject({ code: 'disk_full', message: 'The disk is full.', mend: 'Make room.' })
})
