import { AsyncLocalStorage } from 'node:async_hooks'
import fc from 'fast-check'
import { memberKey } from '../../functions/import/member-key.ts'
import { canReopen } from '../../functions/member/can-reopen.ts'
import type { UserCard } from '../../functions/member/user-card.ts'
import type { QueueMessage } from '../../functions/ports.ts'
import type { Around } from './memory-ports.ts'
import { FAULT_NAMES, type Fault } from './model-wechatpay.ts'
import { createWorld, startProcess, type World } from './process.ts'
import { BRAND, CARD, sampleCard, sampleMessage, sampleRequest } from './samples.ts'
import { START } from './virtual-time.ts'

/** What can happen around one use of a port: an error before or after its effect, a long wait, or the end of the process. */
const DISTURBANCES = ['throw before', 'throw after', 'wait before', 'wait after', 'die before', 'die after'] as const
type Disturbance = (typeof DISTURBANCES)[number]

export type Script = {
  /** By row: whose member it is, under which of two codes, and whether it came encrypted under a key that is not held. */
  rows: { member: number; code: 'A' | 'B'; stranger: boolean; job?: string }[]
  /** By member: what WeChat Pay holds already. */
  held: ('nothing' | 'effective' | 'invalid' | 'pending' | 'code taken')[]
  replies: (Fault | undefined)[]
  disturbances: (Disturbance | undefined)[]
  /** By receive: whether SQS hands the message out a second time meanwhile. */
  doubled: boolean[]
  /** After so many uses of ports job-1 is cancelled. */
  cancelAfter?: number
  /** After so many uses of ports, and once the queue is empty, every row that may be is opened again and sent anew. */
  reopenAfter?: number[]
  /** Whether what was opened again is also sent as it was, as dead letters are, and before the new message. */
  redriven?: boolean
}

/** A world in which a script was played. `sentAfterCancel`: sendings by attempts that had seen that their job is cancelled. */
export type Played = World & { sentAfterCancel: string[] }

export const JOB = 'job-1'
const MEMBERS = 3
/** Longer than a lease, and than a busy message stays hidden once it came back ten times. */
const WAIT_MS = 45_000
const VISIBILITY_MS = 720_000
const FUNCTION_MS = 120_000

/** A refusal by rate is the one thing that a row waits out while it holds its claim. */
const REFUSED_OFTEN = Array<Fault>(8).fill('rate_limited')

function disturbed(peace: number): fc.Arbitrary<Script['disturbances']> {
  return fc.array(fc.constantFrom(...DISTURBANCES, ...Array<undefined>(peace).fill(undefined)), { maxLength: 120 })
}

export const scripts: fc.Arbitrary<Script> = fc.record({
  rows: fc.array(
    fc.record({
      member: fc.nat({ max: MEMBERS - 1 }),
      code: fc.constantFrom('A', 'A', 'A', 'B'),
      stranger: fc.constantFrom(false, false, false, false, true),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  held: fc.array(fc.constantFrom('nothing', 'nothing', 'nothing', 'effective', 'invalid', 'pending', 'code taken'), {
    minLength: MEMBERS,
    maxLength: MEMBERS,
  }),
  replies: fc.array(fc.option(fc.constantFrom(...REFUSED_OFTEN, ...FAULT_NAMES), { nil: undefined }), {
    maxLength: 25,
  }),
  // Hardly a port in peace, or long stretches of it: what comes late in an attempt is disturbed only there.
  disturbances: fc.oneof(disturbed(1), disturbed(40)),
  doubled: fc.array(fc.boolean(), { maxLength: 10 }),
})

type Kept = { message: QueueMessage; visibleAt: number; receives: number; deleted: boolean }

/** Two receivers on one queue, until it is empty; the faults of the script end, and then the secret is mended. */
export async function play(script: Script): Promise<Played> {
  const world = createWorld()
  const { time, outside, wechatpay } = world
  const sentAfterCancel: string[] = []
  const attempts = new AsyncLocalStorage<{ jobId: string | undefined; sawCancel: boolean }>()
  const watched: typeof wechatpay = {
    ...wechatpay,
    send(call, withinMs) {
      if (call.name === 'import' && attempts.getStore()?.sawCancel) sentAfterCancel.push(call.request.openid)
      return wechatpay.send(call, withinMs)
    },
  }
  let uses = 0
  wechatpay.cards.push(...script.held.flatMap((state, member) => heldCard(state, member)))
  wechatpay.plan(...script.replies)
  const disturbances = [...script.disturbances]
  const doubled = [...script.doubled]
  outside.strangers.add('PUB_KEY_ID_9')
  const queue = script.rows.map(({ member, code, stranger, job = JOB }, index): Kept => {
    const serial = stranger ? { 'Wechatpay-Serial': 'PUB_KEY_ID_9' } : {}
    const message = sampleMessage(index + 1, sampleRequest(namesOf(member, code)), { ...serial, job_id: job })
    return { message, visibleAt: START, receives: 0, deleted: false }
  })

  await time.run(Promise.all([receive(), receive()]))
  return { ...world, sentAfterCancel }

  async function receive() {
    let worker = start()
    while (queue.some(({ deleted }) => !deleted) || reopen(script.reopenAfter?.pop() !== undefined)) {
      if (time.now() - START > 5 * 86_400_000) throw new Error('The queue does not become empty.')
      if (disturbances.length === 0)
        outside.secret = { version: `mended-${Math.floor(time.now() / 3_600_000)}`, usable: true }
      const taken = queue.filter(({ deleted, visibleAt }) => !deleted && visibleAt <= time.now()).slice(0, 3)
      if (taken.length === 0) {
        await time.sleep(1_000)
        continue
      }
      for (const kept of taken) {
        kept.receives += 1
        kept.visibleAt = time.now() + (doubled.shift() ? 300 : VISIBILITY_MS)
      }
      const messages = taken.map(({ message, receives }) => ({ ...message, receives }))
      const returned = await worker.workBatch(messages, FUNCTION_MS)
      if (worker.died()) {
        worker = start()
        continue
      }
      for (const kept of taken) {
        const comesBack = returned.some(({ id }) => id === kept.message.id)
        if (!comesBack) kept.deleted = true
        else kept.visibleAt = time.now() + 1_000 * (outside.hidden.get(kept.message.receiptHandle) ?? 720)
      }
    }
  }

  /** As reopen-row.ts does, and the command after it; tells whether there was a row to open. */
  function reopen(due: boolean): boolean {
    const ended = due ? [...outside.rows].filter(([, ending]) => canReopen(ending)) : []
    for (const [name, ending] of ended) {
      outside.rows.delete(name)
      outside.endings.splice(outside.endings.indexOf(ending), 1)
      const sent = queue.find(({ message: { attributes } }) => name === `${attributes['job_id']}/${attributes['row']}`)
      if (!sent) throw new Error(`The row ${name} was never sent.`)
      forgetCounts(memberKey(BRAND, CARD, ending.openid ?? ''))
      const { 'Wechatpay-Serial': _, ...attributes } = sent.message.attributes
      if (script.redriven) send({ ...sent.message })
      send({ ...sent.message, attributes })
    }
    return ended.length > 0
  }

  function forgetCounts(member: string) {
    const record = outside.members.get(member)
    if (!record || record.claim) return
    outside.members.set(member, {
      revision: record.revision + 1,
      memory: { ...record.memory, sendings: 0, fruitless: 0 },
    })
  }

  function send(message: QueueMessage) {
    const number = queue.length + 1
    const names = { id: `message-${number}`, receiptHandle: `handle-${number}`, sentAt: time.now() }
    queue.push({ message: { ...message, ...names }, visibleAt: time.now(), receives: 0, deleted: false })
  }

  function start() {
    let dead = false
    const around: Around = async (port, effect) => {
      if (dead) throw new Error('dead')
      if (uses === script.cancelAfter) outside.cancelled.add(JOB)
      reopen(script.reopenAfter?.includes(uses) ?? false)
      uses += 1
      const disturbance = disturbances.shift()
      await disturb(disturbance, 'before', port)
      const attempt = attempts.getStore()
      if (port === 'look' && attempt?.jobId !== undefined) attempt.sawCancel = outside.cancelled.has(attempt.jobId)
      const result = await effect()
      if (dead) throw new Error('dead')
      await disturb(disturbance, 'after', port)
      return result
    }
    const within = <T>({ attributes }: QueueMessage, work: () => T) =>
      attempts.run({ jobId: attributes['job_id'], sawCancel: false }, work)
    return { ...startProcess({ ...world, wechatpay: watched }, around, within), died: () => dead }

    async function disturb(disturbance: Disturbance | undefined, when: 'before' | 'after', port: string) {
      if (!disturbance?.endsWith(when)) return
      if (disturbance.startsWith('die')) dead = true
      if (!disturbance.startsWith('wait')) throw new Error(disturbance)
      // Between its permit and its sending a call is with the wire, whose time limit is its own.
      if (port !== 'send' || when === 'after') await time.sleep(WAIT_MS)
    }
  }
}

export function namesOf(member: number, code: 'A' | 'B' = 'A') {
  return { openid: `openid-${member}`, user_card_code: `${code}-${member}` }
}

function heldCard(state: Script['held'][number], member: number): UserCard[] {
  const created = { ...namesOf(member), create_time: new Date(START - 86_400_000).toISOString() }
  switch (state) {
    case 'nothing':
      return []
    case 'effective':
      return [sampleCard(created)]
    case 'invalid':
      return [sampleCard({ ...created, user_card_state: 'INVALID' })]
    case 'pending':
      return [sampleCard({ ...created, user_card_state: 'UNACTIVATED' })]
    case 'code taken':
      return [sampleCard({ ...created, openid: 'somebody-else' })]
  }
}
