/** How a row can have ended, in the order in which a report names and stacks them. */
export const END_STATES = ['imported', 'already_member', 'rejected', 'unsettled'] as const

export type EndState = (typeof END_STATES)[number]
export type EndCounts = Record<EndState, number>

export const noRows = (): EndCounts => ({ imported: 0, already_member: 0, rejected: 0, unsettled: 0 })

export const isEndState = (state: string): state is EndState => END_STATES.some(one => one === state)

export const sumOf = (counts: EndCounts): number => END_STATES.reduce((sum, state) => sum + counts[state], 0)
