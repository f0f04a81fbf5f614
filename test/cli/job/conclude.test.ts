import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, test, vi } from 'vitest'
import { conclude } from '../../../cli/job/conclude.ts'
import { showStatus } from '../../../cli/job/show-status.ts'
import type { JobStatus } from '../../../functions/aws/job-status.ts'
import { HALT, makeStatus } from './statuses.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const counts = (more: Partial<JobStatus['counts']>) => ({ ...makeStatus().counts, ...more })

/** What is said of a status, beside a queue of so many messages. */
async function concludeWith(
  status: Partial<JobStatus>,
  more: { messages?: number; hidden?: number; embedded?: boolean } = {},
) {
  const client = new SQSClient({})
  vi.spyOn(client, 'send').mockImplementation(async () => ({
    Attributes: {
      ApproximateNumberOfMessages: String(more.messages ?? 0),
      ApproximateNumberOfMessagesNotVisible: String(more.hidden ?? 0),
    },
  }))
  const queue = { client, url: 'https://queue', deadLetterUrl: 'https://letters' }
  const said: string[] = []
  const target = { queue, flags: ' --stack s', embedded: more.embedded ?? false }
  const code = await conclude(makeStatus(status), target, { note: text => said.push(text) })
  return { code, said }
}

describe('how a job stands becomes an exit code and what to type next', () => {
  const results = 'results spring -o results --stack s'
  test.each<[string, Partial<JobStatus>, number, string[]]>([
    ['all went well', { state: 'ended', counts: counts({ imported: 90, already_member: 10 }) }, 0, [results]],
    ['some were rejected', { state: 'ended', counts: counts({ imported: 90, rejected: 10 }) }, 1, [results]],
    ['it was cancelled', { state: 'cancelled', counts: counts({ unprocessed: 100 }) }, 1, [results]],
    ['it is halted', { state: 'halted', halts: [HALT] }, 1, ['resume spring --stack s']],
    ['it runs well', { state: 'running' }, 0, ['status spring --follow --stack s']],
    ['it runs, and some rows failed', { counts: counts({ rejected: 1 }) }, 1, ['status spring --follow --stack s']],
  ])('%s', async (_, status, expected, next) => {
    const { code, said } = await concludeWith(status)
    expect(code).toBe(expected)
    expect(said).toHaveLength(next.length)
    for (const [at, words] of next.entries()) expect(said[at]).toContain(`npm run member-import -- ${words}`)
  })

  test('rows that are unsettled come again by the same command, or by redrive', async () => {
    const { code, said } = await concludeWith({ state: 'ended', counts: counts({ imported: 99, unsettled: 1 }) })
    expect(code).toBe(1)
    expect(said[0]).toBe('1 row unsettled. To send them again: the same import command, or')
    expect(said[1]).toContain('redrive --stack s')
  })

  test('rows that nobody has queued wait for the import command', async () => {
    const { code, said } = await concludeWith({ queued: 20, ended: 20, counts: counts({ imported: 20 }) })
    expect([code, said]).toEqual([1, ['80 rows not queued yet: to go on, run the same import command again.']])
  })

  test('a cancelled job is not settled while messages are left', async () => {
    const { said } = await concludeWith({ state: 'cancelled', counts: counts({ unprocessed: 9 }) }, { messages: 3 })
    expect(said[0]).toContain('3 messages left in the queue')
    expect(said[0]).toContain('status spring --follow --stack s')
  })

  test.each(['running', 'halted'] as const)(
    'a job that is %s tells of hidden rows only when they crowd the queue',
    async state => {
      const crowded = await concludeWith({ state }, { messages: 500_000, hidden: 112_345 })
      expect(crowded.said[0]).toBe(
        'About 112,345 rows wait hidden in the queue. SQS allows 120,000: more hold other jobs up.',
      )
      const sparse = await concludeWith({ state }, { messages: 500_000, hidden: 99_999 })
      expect(sparse.said).toHaveLength(crowded.said.length - 1)
    },
  )

  test('on one machine rows move only while a command runs', async () => {
    const { said } = await concludeWith({ state: 'running' }, { embedded: true })
    expect(said[0]).toContain('rows move only while a command runs')
  })
})

describe('a status is shown', () => {
  function show(status: Partial<JobStatus>): string[] {
    const lines: string[] = []
    showStatus(makeStatus(status), { data: text => lines.push(...text.split('\n')) }, NOW)
    return lines
  }

  test('with its counts, what is left, and when it will end', () => {
    const status = {
      counts: counts({ imported: 38, rejected: 2 }),
      ended: 40,
      left: 60,
      estimated_end: '2026-03-01T00:01:30.000Z',
    }
    expect(show(status)).toEqual([
      'state      rows',
      'imported     38',
      'rejected      2',
      'not ended    60',
      'all         100',
      '',
      'spring is running.',
      'At 5.0 calls a second it ends in about 2 min, if no other job runs.',
    ])
  })

  test('with a halt, its reason and its mend', () => {
    const lines = show({ state: 'halted', halts: [HALT] })
    expect(lines).toContain('spring is halted: its rows are kept, and nothing is called.')
    expect(lines.at(-1)).toBe(
      'Halted (template, template_invalid) since 2026-03-01T00:00:00.000Z: WeChat Pay does not accept the card template: wrong ID or state. Check card_id and the state of the template, then resume.',
    )
  })

  test('of which nothing is left', () => {
    const lines = show({ state: 'ended', counts: counts({ imported: 100 }), ended: 100, left: 0 })
    expect(lines).not.toContain(expect.stringContaining('not ended'))
    expect(lines.at(-1)).toBe('spring has ended.')
  })
})
