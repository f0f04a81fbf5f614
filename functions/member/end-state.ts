/** How a row can have ended (DESIGN section 2, promise 1). */
export const END_STATES = ['imported', 'already_member', 'rejected', 'unsettled'] as const

export type EndState = (typeof END_STATES)[number]
