import type { JobStatus } from '../../../functions/aws/job-status.ts'

/** A job of 100 rows that runs; `more` says what is else. */
export function makeStatus(more: Partial<JobStatus> = {}): JobStatus {
  return {
    job_id: 'spring',
    state: 'running',
    rows: 100,
    counts: { imported: 0, already_member: 0, rejected: 0, unsettled: 0, unprocessed: 0 },
    ended: 0,
    left: 100,
    rate: { calls_per_second: 5, wechatpay_down: false },
    halts: [],
    created_at: '2026-03-01T00:00:00.000Z',
    updated_at: '2026-03-01T00:00:00.000Z',
    ...more,
  }
}

export const HALT = {
  scope: 'template',
  reason: 'template_invalid',
  sentence: 'WeChat Pay does not accept the card template: wrong ID or state.',
  mend: 'Check card_id and the state of the template, then resume.',
  raised_at: '2026-03-01T00:00:00.000Z',
} as const
