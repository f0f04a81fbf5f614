import { expect, test } from 'vitest'
import { createNoteBatch } from '../../functions/import/note-batch.ts'
import { sampleMessage } from './samples.ts'
import { createVirtualTime, START } from './virtual-time.ts'

test('a batch tells how old the oldest of its messages is, and of those that come back', () => {
  const lines: unknown[] = []
  const measured: unknown[] = []
  const tell = (...line: unknown[]) => void lines.push(line)
  const measure = (...measurement: unknown[]) => void measured.push(measurement)
  const ports = {
    clock: createVirtualTime(),
    log: { info: tell, warn: tell },
    metrics: { count: measure, record: measure },
  }
  const aged = (row: number, seconds: number) => ({ ...sampleMessage(row), sentAt: START - seconds * 1_000 })
  const [old, young] = [aged(1, 10), aged(2, 5)]
  createNoteBatch(ports)([young, old], [{ message: young, because: 'busy' }], START - 300)
  expect(lines).toEqual([['batch_ended', { messages: 2, returned: 1, oldest_s: 10, ms: 300 }]])
  expect(measured).toContainEqual(['OldestMessageAge', 5])
})
