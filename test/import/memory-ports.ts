import * as v from 'valibot'
import type { Scope } from '../../functions/member/halt-scope.ts'
import { Memory, NOTHING_REMEMBERED } from '../../functions/member/memory.ts'
import type {
  Claims,
  Clock,
  Credentials,
  DeadLetters,
  Ending,
  Endings,
  Halt,
  Halts,
  Identity,
  Jobs,
  Log,
  MemberRecord,
  Metrics,
  Pacer,
  Queue,
  QueueMessage,
  RowKey,
  Situations,
  Streaks,
} from '../../functions/ports.ts'
import type { MetricName } from '../../functions/signals/metric-list.ts'

/** What stands outside the functions: the table, the queues, the secret. */
export type Outside = {
  members: Map<string, MemberRecord>
  rows: Map<string, Ending>
  /** Jobs that were cancelled. */
  cancelled: Set<string>
  /** Every end that was written, of a row or of none. */
  endings: Ending[]
  halts: Map<Scope, Halt>
  streaks: { unverified: Set<string>; unrecognised: number }
  deadLetters: QueueMessage[]
  hidden: Map<string, number>
  secret: Identity
  secretReads: number
  /** Serials whose keys are not held. */
  strangers: Set<string>
  nextSlotAt: number
  /** Whether WeChat Pay is, so that only probing calls are made. */
  down: boolean
  reports: string[]
  counted: string[]
  recorded: { name: MetricName; value: number }[]
  /** Fills the two; another may stand in its place before a process starts. */
  metrics: Metrics
  logged: Logged[]
  /** The lines that every call and every batch has. */
  routine: Logged[]
  /** The names of the entries at level WARN. */
  warned: string[]
}

type Logged = { event: string; facts: object }

const ROUTINE = new Set<string>(['call', 'batch_ended'])

export function createOutside(): Outside {
  const counted: string[] = []
  const recorded: Outside['recorded'] = []
  return {
    members: new Map(),
    rows: new Map(),
    cancelled: new Set(),
    endings: [],
    halts: new Map(),
    streaks: { unverified: new Set(), unrecognised: 0 },
    deadLetters: [],
    hidden: new Map(),
    secret: { version: 'v1', usable: true },
    secretReads: 0,
    strangers: new Set(),
    nextSlotAt: 0,
    down: false,
    reports: [],
    counted,
    recorded,
    metrics: {
      count: (name, ...[dimensions = {}]) => void counted.push([name, ...Object.values(dimensions)].join(' ')),
      record: (name, value, ..._) => void recorded.push({ name, value }),
    },
    logged: [],
    routine: [],
    warned: [],
  }
}

/** Runs the effect of a port's method; tests put delays and crashes around it. */
export type Around = <T>(port: string, effect: () => T | Promise<T>) => Promise<T>

/** The rate of the pacer: ten permits a second. */
const INTERVAL_MS = 100

/** What one process holds of the ports; several processes share what is outside. */
export function createMemoryPorts(
  outside: Outside,
  clock: Clock,
  around: Around = async (_, effect) => await effect(),
) {
  const { members, rows, halts, streaks } = outside
  let held: Identity = outside.secret

  const situations: Situations = {
    look: (member, scopes, row) =>
      around('look', () => ({
        rowEnded: row !== undefined && rows.has(rowName(row)),
        cancelled: row !== undefined && outside.cancelled.has(row.jobId),
        halts: scopes.flatMap(scope => halts.get(scope) ?? []),
        record: members.get(member),
        streaks: { unverified: streaks.unverified.size, unrecognised: streaks.unrecognised },
      })),
  }

  const claims: Claims = {
    claim: (member, revision, claim, memory) =>
      around('claim', () => {
        const known = members.get(member)?.revision ?? 0
        const again = known === revision + 1 && members.get(member)?.claim?.owner === claim.owner
        if (known !== revision && !again) return false
        members.set(member, { revision: revision + 1, memory: stored(memory), claim })
        return true
      }),
    release: (member, owner, memory) =>
      around('release', () => {
        rest(member, owner, memory)
      }),
  }

  const endings: Endings = {
    finish: ({ ending, row, member }) =>
      around('finish', () => {
        if (row && rows.has(rowName(row))) return 'ended'
        if (member && !rest(member.key, member.owner, member.memory)) return 'lost'
        if (row) rows.set(rowName(row), ending)
        outside.endings.push(ending)
        return 'written'
      }),
  }

  const jobs: Jobs = {
    find: jobId =>
      around('find', () => {
        if (!outside.cancelled.has(jobId) && ![...rows.keys()].some(row => row.startsWith(`${jobId}/`)))
          return undefined
        const counts = { imported: 0, already_member: 0, rejected: 0, unsettled: 0 }
        const job = { counts, createdAt: 0, updatedAt: 0 }
        return outside.cancelled.has(jobId) ? { ...job, cancelledAt: clock.now() } : job
      }),
  }

  const halting: Halts = {
    raise: halt =>
      around('raise', () => {
        const standing = halts.get(halt.scope) ?? halt
        halts.set(halt.scope, standing)
        return standing
      }),
    lift: ({ scope, raisedAt, version }) =>
      around('lift', () => {
        const standing = halts.get(scope)
        if (standing?.raisedAt === raisedAt && standing.version === version) halts.delete(scope)
      }),
  }

  const streaking: Streaks = {
    lengthen: (streak, member) =>
      around('lengthen', () => {
        if (streak === 'unverified') return streaks.unverified.add(member).size
        streaks.unrecognised += 1
        return streaks.unrecognised
      }),
    clear: streak =>
      around('clear', () => {
        if (streak === 'unverified') streaks.unverified.clear()
        else if (streak === 'unrecognised') streaks.unrecognised = 0
      }),
  }

  const credentials: Credentials = {
    current: () => around('current', () => held),
    refresh: () =>
      around('refresh', () => {
        outside.secretReads += 1
        held = outside.secret
        return held
      }),
    holds: serial => around('holds', () => !outside.strangers.has(serial)),
  }

  const pacer: Pacer = {
    take: withinMs =>
      around('take', async () => {
        const slot = Math.max(clock.now(), outside.nextSlotAt)
        if (slot > clock.now() + withinMs) return { notBefore: slot, down: outside.down }
        outside.nextSlotAt = slot + INTERVAL_MS
        await clock.sleep(slot - clock.now())
        return { permit: { probing: false } }
      }),
    report: (_, result) =>
      around('report', () => {
        outside.reports.push(result)
      }),
  }

  const queue: Queue = {
    hide: messages =>
      around('hide', () => {
        for (const { receiptHandle, seconds } of messages) outside.hidden.set(receiptHandle, seconds)
      }),
  }

  const deadLetters: DeadLetters = {
    copy: message =>
      around('copy', () => {
        outside.deadLetters.push(message)
      }),
  }

  const tell = (event: string, facts: object) =>
    void (ROUTINE.has(event) ? outside.routine : outside.logged).push({ event, facts })
  const log: Log = {
    info: (event, ...[facts = {}]) => tell(event, facts),
    warn: (event, ...[facts = {}]) => {
      outside.warned.push(event)
      tell(event, facts)
    },
  }

  return {
    around,
    situations,
    claims,
    endings,
    jobs,
    halts: halting,
    streaks: streaking,
    credentials,
    pacer,
    queue,
    deadLetters,
    log,
    metrics: outside.metrics,
  }

  function rest(member: string, owner: string, memory: Memory): boolean {
    const record = members.get(member)
    if (record?.claim?.owner !== owner) return false
    members.set(member, { revision: record.revision + 1, memory: stored(memory) })
    return true
  }
}

/** What is left of a memory that went through a table as JSON. */
function stored(memory: Memory): Memory {
  return v.parse(Memory, JSON.parse(JSON.stringify(memory)))
}

export function rowName({ jobId, row }: RowKey): string {
  return `${jobId}/${row}`
}

/** The member's record, or one with nothing in it. */
export function recordOf({ members }: Outside, key: string): MemberRecord {
  return members.get(key) ?? { revision: 0, memory: NOTHING_REMEMBERED }
}
