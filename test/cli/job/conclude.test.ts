import { describe, expect, test } from 'vitest'
import { conclude } from '../../../cli/job/conclude.ts'
import { showStatus } from '../../../cli/job/show-status.ts'
import type { JobStatus } from '../../../functions/aws/job-status.ts'
import { HALT, makeStatus } from './statuses.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const counts = (more: Partial<JobStatus['counts']>) => ({ ...makeStatus().counts, ...more })

describe('how a job stands becomes an exit code and what to type next', () => {
  test.each<[string, Partial<JobStatus>, number, string[]]>([
    [
      'all went well',
      { state: 'ended', counts: counts({ imported: 90, already_member: 10 }) },
      0,
      ['results spring -o results --stack s'],
    ],
    ['some were rejected', { state: 'ended', counts: counts({ imported: 90, rejected: 10 }) }, 1, ['results spring']],
    [
      'some are unsettled',
      { state: 'ended', counts: counts({ imported: 90, unsettled: 10 }) },
      1,
      ['redrive --stack s', 'results spring'],
    ],
    ['it was cancelled', { state: 'cancelled', counts: counts({ unprocessed: 100 }) }, 1, ['results spring']],
    ['it is halted', { state: 'halted', halts: [HALT] }, 1, ['resume spring --stack s']],
    ['it still runs', { state: 'running' }, 1, ['status spring --follow --stack s']],
  ])('%s', (_, status, code, next) => {
    const said: string[] = []
    expect(conclude(makeStatus(status), ' --stack s', { note: text => said.push(text) })).toBe(code)
    expect(said).toHaveLength(next.length)
    for (const [at, words] of next.entries()) expect(said[at]).toContain(`npm run member-import -- ${words}`)
  })
})

test('rows that nobody has queued wait for the import command', () => {
  const said: string[] = []
  const status = makeStatus({ queued: 20, ended: 20, counts: counts({ imported: 20 }) })
  expect(conclude(status, '', { note: text => said.push(text) })).toBe(1)
  expect(said).toEqual(['80 rows not queued yet: to go on, run the same import command again.'])
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
