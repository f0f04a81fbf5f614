import { createAsk } from '../../functions/import/ask.ts'
import type { Attempt, Bounds } from '../../functions/import/attempt.ts'
import { createEndRow } from '../../functions/import/end-row.ts'
import { createGate } from '../../functions/import/gate.ts'
import { createGiveIn } from '../../functions/import/give-in.ts'
import { createHeed } from '../../functions/import/heed-halts.ts'
import { createImportMember } from '../../functions/import/import-member.ts'
import { memberKey } from '../../functions/import/member-key.ts'
import { createReadCard } from '../../functions/import/read-card.ts'
import { createTakeStep } from '../../functions/import/take-step.ts'
import { createWorkBatch } from '../../functions/import/work-batch.ts'
import { createWorkMessage } from '../../functions/import/work-message.ts'
import type { ImportRequest } from '../../functions/member/import-request.ts'
import type { Clock, QueueMessage, WechatPay } from '../../functions/ports.ts'
import { type Around, createMemoryPorts, createOutside, type Outside, recordOf } from './memory-ports.ts'
import { createModelWechatPay, type ModelWechatPay } from './model-wechatpay.ts'
import { BRAND, CARD, OPENID, sampleRequest } from './samples.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.ts'

export const CALL_MS = 10_000
export const KEY = memberKey(BRAND, CARD, OPENID)

export type World = { time: VirtualTime; outside: Outside; wechatpay: ModelWechatPay }

export function createWorld(): World {
  const time = createVirtualTime()
  return { time, outside: createOutside(), wechatpay: createModelWechatPay(time, CALL_MS) }
}

let owners = 0

/** Runs the work on one message of a batch; tests follow it by that. */
export type Within = <T>(message: QueueMessage, work: () => T) => T

/** One process, put together as the queue function's is. `instead`: ports that take the place of those in memory. */
export function startProcess(
  { time, outside, wechatpay }: { time: Clock; outside: Outside; wechatpay: WechatPay },
  around?: Around,
  within: Within = (_, work) => work(),
  instead: Partial<Pick<ReturnType<typeof createMemoryPorts>, 'situations' | 'claims' | 'endings' | 'jobs'>> = {},
) {
  const memory = createMemoryPorts(outside, time, around)
  const ports = {
    ...memory,
    ...instead,
    clock: time,
    callLimitMs: CALL_MS,
    wechatpay: { send: (call, withinMs) => memory.around('send', () => wechatpay.send(call, withinMs)) },
  } satisfies Parameters<typeof createAsk>[0] & Record<string, unknown>
  const ask = createAsk(ports)
  const heed = createHeed(ports)
  const importMember = createImportMember({
    ...ports,
    newOwner() {
      owners += 1
      return `owner-${owners}`
    },
    endRow: createEndRow(ports),
    takeStep: createTakeStep(ask, time, CALL_MS),
    heed,
    gate: createGate(3),
  })
  const workMessage = createWorkMessage({ ...ports, giveIn: createGiveIn(ports), importMember })
  const workBatch = createWorkBatch({
    ...ports,
    heed,
    workMessage: (message, context) => within(message, () => workMessage(message, context)),
  })
  const readCard = createReadCard({ ...ports, ask, heed })
  return { ask, heed, importMember, workMessage, workBatch, readCard }
}

/** A world with one process, and short ways to what most tests do. */
export function setUp(around?: Around) {
  const world = createWorld()
  const { time, outside } = world
  const process = startProcess(world, around)

  return {
    ...world,
    ...process,
    /** One attempt as the queue makes it. */
    attempt: (changes: Partial<Attempt> = {}, bounds: Partial<Bounds> = {}) =>
      time.run(process.importMember(attemptOf(sampleRequest(), changes), { ...queueBounds(world), ...bounds })),
    /** Attempts until the row has ended or is halted, each at the time that the one before stated. */
    async untilEnd(changes: Partial<Attempt> = {}) {
      for (;;) {
        const result = await time.run(process.importMember(attemptOf(sampleRequest(), changes), queueBounds(world)))
        if (result.kind !== 'later') return result
        time.advance(Math.max(0, result.at - time.now()))
      }
    },
    record: () => recordOf(outside, KEY),
  }
}

export function attemptOf(request: ImportRequest, changes: Partial<Attempt> = {}): Attempt {
  return {
    key: memberKey(BRAND, request.card_id, request.openid),
    brandId: BRAND,
    request,
    row: { jobId: 'job-1', row: 1 },
    ...changes,
  }
}

export function queueBounds({ time, outside }: { time: Clock; outside: Outside }): Bounds {
  return {
    deadline: time.now() + 117_000,
    permitMs: 5_000,
    queryMs: CALL_MS,
    stay: 'rate_limited',
    bury: async () => {
      outside.logged.push({ event: 'buried', facts: {} })
    },
  }
}
