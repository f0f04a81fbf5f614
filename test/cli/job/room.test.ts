import { expect, test } from 'vitest'
import { createRoom } from '../../../cli/job/room.ts'
import type { JobStatus } from '../../../functions/aws/job-status.ts'
import { makeContext } from '../contexts.ts'
import { makeStatus } from './statuses.ts'

function room(statuses: Partial<JobStatus>[], more: { mostWaiting?: number; sentBefore?: number } = {}) {
  const { context, now } = makeContext()
  const begunAt = now()
  const looks: number[] = []
  const look = async () => {
    looks.push(now() - begunAt)
    return makeStatus(statuses[Math.min(looks.length, statuses.length) - 1])
  }
  const options = { mostWaiting: 10, sentBefore: 0, everyMs: 1_000, look, context, ...more }
  return { hasRoom: createRoom(options), looks, context }
}

test('rows are let through until too many wait, and again as some end', async () => {
  const { hasRoom, looks } = room([{ ended: 0 }, { ended: 0 }, { ended: 3 }])
  for (let row = 0; row < 10; row += 1) expect(await hasRoom(row)).toBe(true)
  expect(looks).toEqual([0])
  expect(await hasRoom(10)).toBe(true)
  expect(looks).toEqual([0, 1_000, 2_000])
})

test('rows that an earlier run has sent wait there, too', async () => {
  const { hasRoom, looks } = room([{ ended: 5 }, { ended: 6 }], { sentBefore: 15 })
  expect(await hasRoom(0)).toBe(true)
  expect(looks).toEqual([0, 1_000])
})

test('a halted job takes no more once so many wait', async () => {
  const { hasRoom } = room([{ state: 'halted' }])
  expect(await hasRoom(9)).toBe(true)
  expect(await hasRoom(10)).toBe(false)
})

test('a cancelled job takes none, and that is told', async () => {
  const { hasRoom } = room([{ state: 'cancelled' }])
  await expect(hasRoom(0)).rejects.toThrow('The job spring was cancelled.')
})

test('the job is looked after while rows pass, too', async () => {
  const { hasRoom, looks, context } = room([{}, { state: 'cancelled' }], { mostWaiting: Number.POSITIVE_INFINITY })
  expect(await hasRoom(0)).toBe(true)
  expect(await hasRoom(1)).toBe(true)
  await context.sleep(1_000)
  await expect(hasRoom(2)).rejects.toThrow('cancelled')
  expect(looks).toEqual([0, 1_000])
})

test('Ctrl-C ends the feed', async () => {
  const interrupt = new AbortController()
  const { context } = makeContext({ signal: interrupt.signal })
  const look = async () => makeStatus()
  const hasRoom = createRoom({ mostWaiting: 10, sentBefore: 0, everyMs: 1_000, look, context })
  expect(await hasRoom(0)).toBe(true)
  interrupt.abort(new Error('Ctrl-C'))
  await expect(hasRoom(1)).rejects.toThrow('Ctrl-C')
})
