import { afterEach, expect, test, vi } from 'vitest'
import type { Listener } from '../../../infra/local/aws/http.ts'
import { type Perform, ServiceError, startJsonService } from '../../../infra/local/aws/json-service.ts'

let service: Listener | undefined
afterEach(async () => {
  await service?.close()
  service = undefined
})

async function call(perform: Perform, onFailure = vi.fn<(cause: unknown) => void>(), body = '{"a":1}') {
  service = await startJsonService(perform, onFailure)
  const headers = { 'X-Amz-Target': 'Service_1.Do', 'Content-Type': 'application/x-amz-json-1.0' }
  const answer = await fetch(service.url, { method: 'POST', headers, body })
  return { status: answer.status, body: await answer.json(), failures: onFailure.mock.calls.map(([cause]) => cause) }
}

const failing =
  (error: Error): Perform =>
  () =>
    Promise.reject(error)

test('an operation gets its name and input, and its output is the answer', async () => {
  expect(await call(async (operation, input) => ({ operation, input }))).toEqual({
    status: 200,
    body: { operation: 'Do', input: { a: 1 } },
    failures: [],
  })
})

test.each([
  [
    'of the service',
    new ServiceError('Refused', 'No.', { more: 1 }),
    400,
    { __type: 'Refused', message: 'No.', more: 1 },
  ],
  ['of another kind', new TypeError('a defect'), 500, { __type: 'InternalServerError' }],
])('an error %s is an answer and no failure of files', async (_, error, status, body) => {
  expect(await call(failing(error))).toMatchObject({ status, body, failures: [] })
})

test('a body that is not JSON is refused', async () => {
  expect(await call(async () => ({}), undefined, '{')).toMatchObject({ status: 400, failures: [] })
})

test.each([
  Object.assign(new Error('write'), { code: 'ENOSPC', syscall: 'write' }),
  Object.assign(new Error('IO error'), { code: 'LEVEL_IO_ERROR' }),
])('a failure of files is told: %s', async error => {
  expect(await call(failing(error))).toMatchObject({ status: 500, failures: [error] })
})
