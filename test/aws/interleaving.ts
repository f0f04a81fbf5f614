import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import * as v from 'valibot'
import type { Item, StateTable } from '../../functions/aws/state-table.ts'
import type { Clock } from '../../functions/ports.ts'
import { CREDENTIALS, REGION } from '../../infra/local/aws/names.ts'
import type { InstantTable } from './instant-table.ts'

export const START = 1_722_850_421_000

/** Far more than any run needs: without it a livelock would hang the tests instead of failing them. */
const MOST_REQUESTS = 10_000

/** Longer than a lease. */
const STALL_MS = 45_000

/**
 * What can happen around one request to the table: the process ends, or stands still for long; another transaction is
 * in the way; or the answer is lost and the SDK sends the request again.
 */
const DISTURBANCES = ['die before', 'die after', 'stall before', 'stall after', 'conflict', 'sent twice'] as const
export type Disturbances = { at: number; what: (typeof DISTURBANCES)[number] }[]

export const disturbances: fc.Arbitrary<Disturbances> = fc.array(
  fc.record({ at: fc.nat({ max: 20 }), what: fc.constantFrom(...DISTURBANCES) }),
  { maxLength: 3 },
)

/** A process that stands on its own: what befalls it, and whether it still runs. */
export type Process = {
  table: StateTable
  isDead(): boolean
  /** Calls elsewhere, at once: between its permit and its sending a call is with the wire, whose time limit is its own. */
  call<T>(effect: () => Promise<T>): Promise<T>
}

/** Told of every write: by which process, and all items before and after it. */
export type Watch = (author: string, before: Item[], after: Item[]) => void

/**
 * Processes on one table, each request and each answer of which is on its way until the scheduler lets it arrive.
 * Time passes from sleeper to sleeper, also when the scheduler says so.
 */
export function createInterleaving(scheduler: fc.Scheduler, table: InstantTable, watch: Watch = () => {}) {
  let now = START
  let tokens = 0
  const sleepers: { at: number; wake: () => void }[] = []
  const pass = (label: string) => scheduler.schedule(Promise.resolve(), label)

  const clock: Clock = {
    now: () => now,
    sleep: ms =>
      new Promise(wake => {
        // Clocks and timers count whole milliseconds.
        sleepers.push({ at: now + Math.ceil(Math.max(0, ms)), wake })
        void pass('time').then(wakeNext)
      }),
  }

  function wakeNext() {
    sleepers.sort((a, b) => a.at - b.at)
    const next = sleepers.shift()
    if (!next) return
    now = Math.max(now, next.at)
    next.wake()
  }

  function open(name: string, disturbed: Disturbances = [], credential = 'secret'): Process {
    let requests = 0
    let dead = false
    const client = new DynamoDBClient({ region: REGION, credentials: CREDENTIALS })
    client.middlewareStack.add(
      (_next, context) =>
        async ({ input }) => ({ output: await request(String(context.commandName), input), response: undefined }),
      { step: 'initialize', priority: 'high' },
    )
    return { table: { client, name: 'state', credential }, isDead: () => dead, call }

    async function request(command: string, given: object): Promise<typeof OUTPUT> {
      const transacts = command === 'TransactWriteItemsCommand'
      const operation = command.replace(/Command$/, '')
      tokens += 1
      if (tokens > MOST_REQUESTS) throw new Error('The processes go round without end.')
      const input = transacts ? { ...given, ClientRequestToken: `token-${tokens}` } : given
      const what = begin()
      if (what === 'stall before') await clock.sleep(STALL_MS)
      await pass(`${name}: ${operation}`)
      try {
        if (what === 'conflict' && /Transact|Update/.test(operation)) throw conflict(transacts)
        if (what === 'sent twice') await send(operation, input).catch(() => {})
        return await send(operation, input)
      } finally {
        await pass(`${name}: answer`)
        await end(what)
      }
    }

    async function call<T>(effect: () => Promise<T>): Promise<T> {
      const what = begin()
      try {
        return await effect()
      } finally {
        await end(what)
      }
    }

    function begin() {
      const what = disturbed.find(({ at }) => at === requests)?.what
      requests += 1
      if (dead || what === 'die before') die()
      return what
    }

    async function end(what: string | undefined) {
      if (what === 'stall after') await clock.sleep(STALL_MS)
      if (what === 'die after') die()
    }

    function die(): never {
      dead = true
      throw new Error('dead')
    }

    async function send(operation: string, input: object) {
      const before = table.items()
      try {
        const output = await table.run(operation, input)
        if (!operation.includes('Get')) watch(name, before, table.items())
        return { ...OUTPUT, ...output }
      } catch (error) {
        throw toException(error)
      }
    }
  }

  return { clock, open }
}

const OUTPUT = { $metadata: {} }

const conflict = (transacts: boolean) =>
  transacts
    ? new TransactionCanceledException({
        message: '',
        $metadata: {},
        CancellationReasons: [{ Code: 'TransactionConflict' }],
      })
    : new TransactionConflictException({ message: '', $metadata: {} })

const Refusal = v.object({
  body: v.object({ __type: v.string(), CancellationReasons: v.optional(v.array(v.object({ Code: v.string() }))) }),
})

/** What the SDK makes of a refusal. */
function toException(error: unknown): unknown {
  const refusal = v.safeParse(Refusal, error)
  if (!refusal.success) return error
  const { __type, CancellationReasons } = refusal.output.body
  const about = { message: __type, $metadata: {} }
  if (CancellationReasons) return new TransactionCanceledException({ ...about, CancellationReasons })
  return __type.endsWith('ConditionalCheckFailedException') ? new ConditionalCheckFailedException(about) : error
}
