import { expect, test } from 'vitest'
import type { CheckedRow } from '../../../cli/file/check-member-file.ts'
import { rowsToSend } from '../../../cli/job/feed-job.ts'
import { memberKey } from '../../../functions/import/member-key.ts'

const CARD = 'pbLatjvWOibDc5-TBnbUk1pD12o0'

const requestOf = (row: number) => ({
  brand_id: '1004',
  card_id: CARD,
  openid: `o${row}`,
  user_card_code: String(row),
  valid_date_information: { type: 'PERMANENT' as const },
  pickup_time: '2020-05-20T13:29:35+08:00',
})

/** Rows 1 to 10, of which 4 is faulty. */
async function* file(): AsyncGenerator<CheckedRow> {
  for (let row = 1; row <= 10; row += 1) {
    yield { row, faults: [], warnings: [], ...(row !== 4 && { request: requestOf(row) }) }
  }
}

function feed(
  known: { over?: number[]; reopenable?: number[]; queued?: number[] },
  more: { most?: number; full?: number } = {},
) {
  const { over = [], reopenable = [], queued = [] } = known
  const steps: string[] = []
  const open = new Set<number>()
  const ports = {
    jobId: 'spring',
    brandId: '1004',
    ended: {
      isOver: (row: number) => over.includes(row),
      canReopen: (row: number) => reopenable.includes(row) && !open.has(row),
      reopened: (row: number) => void open.add(row),
    },
    journal: {
      isQueued: (row: number) => queued.includes(row),
      queued: () => {},
      reopening: (row: number) => void steps.push(`journal r ${row}`),
      close: () => {},
    },
    reopen: async ({ jobId, row }: { jobId: string; row: number }, member: string | undefined) => {
      steps.push(`reopen ${jobId} ${row} ${member === memberKey('1004', CARD, `o${row}`)}`)
      return true
    },
    room: async (handedOut: number) => handedOut < (more.full ?? 100),
  }
  const rows = async () => {
    for await (const { row } of rowsToSend(file(), ports, more.most)) steps.push(`send ${row}`)
    return steps
  }
  return { rows }
}

const sends = (...rows: number[]) => rows.map(row => `send ${row}`)

test('every sound row is sent, in order', async () => {
  expect(await feed({}).rows()).toEqual(sends(1, 2, 3, 5, 6, 7, 8, 9, 10))
})

test('rows that have ended, or are queued, are passed over', async () => {
  expect(await feed({ over: [1, 2], queued: [1, 5, 6] }).rows()).toEqual(sends(3, 7, 8, 9, 10))
})

test('a row that another sending may mend is journalled, opened again and sent, though it was queued before', async () => {
  expect(await feed({ over: [1, 2, 3, 5, 6, 7, 9, 10], reopenable: [8], queued: [8] }).rows()).toEqual([
    'journal r 8',
    'reopen spring 8 true',
    'send 8',
  ])
})

test('no more than asked for are sent', async () => {
  expect(await feed({ queued: [1] }, { most: 2 }).rows()).toEqual(sends(2, 3))
  expect(await feed({}, { most: 0 }).rows()).toEqual([])
})

test('where there is no room any more, nothing is opened again', async () => {
  expect(await feed({ reopenable: [2] }, { full: 1 }).rows()).toEqual(sends(1))
})
