import { END_STATES, type EndState } from '../../functions/member/end-state.ts'
import { type EndCounts, sumOf } from './end-states.ts'
import type { Report } from './report.ts'

export type Line = { state: EndState | 'waiting' | 'unprocessed'; rows: number }

/** Every row of a job in exactly one line; `all` is their sum. */
export type Account = { lines: readonly Line[]; all: number; left: number; bad: number }

/** Of a job that no command registered only the rows that ended are known. */
export function account({ counts, rows, state }: { counts: EndCounts } & Pick<Report, 'rows' | 'state'>): Account {
  const ended = sumOf(counts)
  const left = Math.max(0, (rows ?? ended) - ended)
  const isCancelled = state === 'cancelled'
  return {
    lines: [
      ...END_STATES.map(one => ({ state: one, rows: counts[one] })),
      ...(left > 0 ? [{ state: isCancelled ? ('unprocessed' as const) : ('waiting' as const), rows: left }] : []),
    ],
    all: ended + left,
    left,
    bad: counts.rejected + counts.unsettled,
  }
}

/** `12.3 %`; what is neither none nor all is not rounded to either. */
export function showShare(part: number, all: number): string {
  if (part === 0 || part === all) return part === 0 ? '0 %' : '100 %'
  return `${Math.min(99.9, Math.max(0.1, (part * 100) / all)).toFixed(1)} %`
}
