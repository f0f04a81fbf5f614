import { END_STATES, type EndState } from '../../functions/member/end-state.ts'

/** Rows by how they ended; a report names and stacks them in the order of END_STATES. */
export type EndCounts = Record<EndState, number>

export const noRows = (): EndCounts => ({ imported: 0, already_member: 0, rejected: 0, unsettled: 0 })

export const isEndState = (state: string): state is EndState => END_STATES.some(one => one === state)

export const sumOf = (counts: EndCounts): number => END_STATES.reduce((sum, state) => sum + counts[state], 0)
