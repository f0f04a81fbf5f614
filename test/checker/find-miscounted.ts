import { type Evidence, STATES, type Violation } from './evidence.ts'

/** The counters of a job are its records, and their sum is what was sent. */
export function findMiscounted({ rows, records, jobs }: Evidence): Violation[] {
  const names = new Set([...rows, ...records, ...jobs].map(({ jobId }) => jobId))
  return [...names].flatMap(jobId => {
    const wrong = (what: string): Violation => ({ kind: 'miscounted', where: jobId, what })
    const ofJob = <T extends { jobId: string }>(items: readonly T[]) => items.filter(item => item.jobId === jobId)
    const [job] = ofJob(jobs)
    if (!job) return [wrong('no counters')]
    const counted = STATES.map(state => job.counts[state] ?? 0)
    const sum = counted.reduce((total, count) => total + count, 0)
    const sent = ofJob(rows).length
    return [
      ...STATES.flatMap((state, at) => {
        const found = ofJob(records).filter(record => record.state === state).length
        return counted[at] === found ? [] : [wrong(`${state}: ${counted[at]} counted, ${found} recorded`)]
      }),
      ...(sum === sent ? [] : [wrong(`${sum} counted, ${sent} sent`)]),
    ]
  })
}
