import { formatCount, formatDuration } from '../output/format-quantity.ts'

/** A number stays beside its unit. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0')
}

/** What a report says of a job as a whole. `left`: rows without an end; `bad`: ended, but not as members. */
export type Standing = { rows: number; left: number; bad: number }

/** Every text of a report, but those of the codes. */
export const ENGLISH = {
  lang: 'en' as const,
  name: 'English',
  eyebrow: 'WeChat Pay member import',
  job: (jobId: string) => `Job ${jobId}`,
  standing: {
    well: ({ rows }: Standing) => `Complete: all ${formatCount(rows, 'row')} ended well.`,
    ended: ({ rows, bad }: Standing) =>
      `Complete: all ${formatCount(rows, 'row')} ended; ${formatCount(bad)} did not end well.`,
    cancelled: ({ rows, left }: Standing) =>
      `Cancelled: ${formatCount(left)} of ${formatCount(rows, 'row')} stay unprocessed.`,
    settling: ({ left }: Standing) =>
      `Cancelled, and not complete: ${formatCount(left, 'row')} without an end, some of which may still be settled.`,
    halted: ({ rows, left }: Standing) =>
      `Halted: ${formatCount(left)} of ${formatCount(rows, 'row')} have not ended. They are kept, and nothing is called.`,
    running: ({ rows, left }: Standing) =>
      `Not complete: ${formatCount(left)} of ${formatCount(rows, 'row')} have not ended yet.`,
    unregistered: { running: '', halted: 'Halted: ', cancelled: 'Cancelled: ', ended: '' },
    unknown: ({ rows }: Standing) =>
      `${formatCount(rows, 'row')} ended so far. How many there are in all is not known: no command registered the job.`,
  },
  halts: 'What halts it',
  since: (moment: string) => `Since ${moment}.`,
  scopes: { credential: 'every call', brand: 'the brand', template: 'the card template' },
  thenResume: 'When it is mended:',
  accounting: 'Accounting',
  headState: 'State',
  headRows: 'Rows',
  headShare: 'Share',
  states: { imported: 'Imported', already_member: 'Already a member', rejected: 'Rejected', unsettled: 'Unsettled' },
  meanings: {
    imported: 'became a member by this job',
    already_member: 'had this very card before',
    rejected: 'refused for a reason that stands below',
    unsettled: 'outcome unknown; kept, and can be sent again',
  },
  waiting: 'Not ended yet',
  waitingMeaning: 'waits in the queue, or is not queued yet',
  unprocessed: 'Unprocessed',
  unprocessedMeaning: 'never called, for the job was cancelled',
  all: 'All',
  facts: {
    brand: 'Brand',
    template: 'Card template',
    begun: 'Begun',
    ended: 'Last row ended',
    cancelled: 'Cancelled',
    duration: 'Duration',
    average: 'On average',
    allowed: 'Allowed',
    file: 'SHA-256 of the file',
  },
  rowsPerSecond: (rate: string) => `${rate} rows a second`,
  callsPerSecond: (rate: string) => `${rate} calls a second`,
  begins: (text: string) => `${text}…`,
  duration: (ms: number) => unbroken(formatDuration(ms)),
  overTime: 'Over time',
  overTimeLead: (step: string) => `Rows that ended per minute, in steps of ${step}.`,
  allowedLine: (rate: string) => `allowed: ${rate} calls a minute`,
  allowedUnknown: 'The allowed rate is not known: nothing was called yet.',
  allowedNote:
    'A row takes one call, and more where WeChat Pay had to be asked what became of it. All jobs of the merchant share the rate, shown as it is now.',
  uncalled: (rows: number) =>
    `${formatCount(rows, 'row')} ended before any call, by a fault of their own or at the end of their time, and not shown here.`,
  nothingCalled: 'No row has been called yet.',
  asTable: 'The same as a table',
  headFrom: 'From',
  headPerMinute: 'Per minute',
  reasons: 'Reasons',
  reasonsLead: 'Why rows did not end well, and what to do.',
  noReasons: 'No row was rejected or left unsettled.',
  headReason: 'Reason, and what to do',
  fields: 'Field:',
  first: (row: number) => `First in row ${row}.`,
  firstSays: (row: number) => `First in row ${row}:`,
  unsettledRows: 'Unsettled rows',
  unsettledLead: 'Their outcome is not known. The same import command sends them again, and asks WeChat Pay first.',
  headRow: 'Row',
  headCode: 'Code',
  headAttempts: 'Attempts',
  listed: (listed: number, all: number) => `The first ${formatCount(listed)} of ${formatCount(all)}. All are in:`,
  footer: {
    made: (moment: string, zone: string) => `Made ${moment}. All times are UTC${zone}.`,
    personal: 'No personal field, openid or card code stands in this report.',
    each: 'What became of every row:',
  },
}

export type Language = 'en' | 'zh-CN'
export type Texts = Omit<typeof ENGLISH, 'lang'> & { lang: Language }
