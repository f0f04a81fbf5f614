import { canBelieve } from './can-believe.ts'
import type { Call, InputRow } from './evidence.ts'

/** So many answers must have settled nothing before a row is given up for them (DESIGN: Settling). */
const MOST_FRUITLESS = 5

/** Whether the journal shows the reason that a row was given up for. */
export function mayGiveUp(code: string, { openid }: InputRow, journal: readonly Call[]): boolean {
  const asked = journal.filter(({ call, openid: about }) => call !== 'import' && about === openid)
  switch (code) {
    case 'no_trace':
      return asked.some(answer => canBelieve(answer) && answer.status === 404)
    case 'card_not_shown':
      return asked.filter(({ call, status }) => call === 'list' && status === 200).length >= MOST_FRUITLESS
    case 'answers_unverifiable':
    case 'look_up_inconclusive':
      return asked.filter(answer => !settles(answer)).length >= MOST_FRUITLESS
    default:
      return false
  }
}

function settles(answer: Call): boolean {
  return canBelieve(answer) && (answer.status === 200 || answer.status === 404)
}
