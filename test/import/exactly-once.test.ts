import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { UserCard } from '../../functions/member/user-card.ts'
import type { QueueMessage } from '../../functions/ports.ts'
import { type Around, rowName } from './memory-ports.ts'
import { FAULT_NAMES, type Fault } from './model-wechatpay.ts'
import { createWorld, startProcess, type World } from './process.ts'
import { sampleCard, sampleMessage, sampleRequest } from './samples.ts'
import { START } from './virtual-time.ts'

/** What can happen around one use of a port: an error before or after its effect, a long wait, or the end of the process. */
const DISTURBANCES = ['throw before', 'throw after', 'wait before', 'wait after', 'die before', 'die after'] as const
type Disturbance = (typeof DISTURBANCES)[number]

type Script = {
  /** By row: whose member it is, under which of two codes, and whether it came encrypted under a key that is not held. */
  rows: { member: number; code: 'A' | 'B'; stranger: boolean }[]
  /** By member: what WeChat Pay holds already. */
  held: ('nothing' | 'effective' | 'invalid' | 'pending' | 'code taken')[]
  replies: (Fault | undefined)[]
  disturbances: (Disturbance | undefined)[]
  /** By receive: whether SQS hands the message out a second time meanwhile. */
  doubled: boolean[]
}

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

const scripts: fc.Arbitrary<Script> = fc.record({
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
async function play(script: Script): Promise<World> {
  const world = createWorld()
  const { time, outside, wechatpay } = world
  wechatpay.cards.push(...script.held.flatMap((state, member) => heldCard(state, member)))
  wechatpay.plan(...script.replies)
  const disturbances = [...script.disturbances]
  const doubled = [...script.doubled]
  outside.strangers.add('PUB_KEY_ID_9')
  const queue = script.rows.map(({ member, code, stranger }, index): Kept => {
    const serial = stranger ? { 'Wechatpay-Serial': 'PUB_KEY_ID_9' } : {}
    const message = sampleMessage(index + 1, sampleRequest(namesOf(member, code)), serial)
    return { message, visibleAt: START, receives: 0, deleted: false }
  })

  await time.run(Promise.all([receive(), receive()]))
  return world

  async function receive() {
    let worker = start()
    while (queue.some(({ deleted }) => !deleted)) {
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

  function start() {
    let dead = false
    const around: Around = async (port, effect) => {
      if (dead) throw new Error('dead')
      const disturbance = disturbances.shift()
      await disturb(disturbance, 'before', port)
      const result = await effect()
      if (dead) throw new Error('dead')
      await disturb(disturbance, 'after', port)
      return result
    }
    return { ...startProcess(world, around), died: () => dead }

    async function disturb(disturbance: Disturbance | undefined, when: 'before' | 'after', port: string) {
      if (!disturbance?.endsWith(when)) return
      if (disturbance.startsWith('die')) dead = true
      if (!disturbance.startsWith('wait')) throw new Error(disturbance)
      // Between its permit and its sending a call is with the wire, whose time limit is its own.
      if (port !== 'send' || when === 'after') await time.sleep(WAIT_MS)
    }
  }
}

function namesOf(member: number, code: 'A' | 'B' = 'A') {
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

test('whatever is answered, crashes, stalls or comes twice: one end a row, one card a member, no sending where a query is owed', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async script => {
      const { outside, wechatpay } = await play(script)
      expect(wechatpay.violations).toEqual([])
      const rows = script.rows.map((_, index) => rowName({ jobId: 'job-1', row: index + 1 }))
      expect([...outside.rows.keys()].sort()).toEqual(rows)
      expect(outside.endings).toHaveLength(rows.length)

      for (const [member, held] of script.held.entries()) {
        const { openid } = namesOf(member)
        const rowsOf = script.rows.filter(row => row.member === member)
        const states = outside.endings.filter(ending => ending.openid === openid).map(({ state }) => state)
        const made = wechatpay.made.get(openid) ?? 0
        const imported = states.filter(state => state === 'imported').length
        expect(made).toBeLessThanOrEqual(1)
        expect(imported).toBeLessThanOrEqual(made)
        if (!states.includes('unsettled')) expect(imported).toBe(made)
        if (states.includes('already_member')) expect(held === 'effective' || made === 1).toBe(true)
        if (held === 'effective' || held === 'pending') expect(made).toBe(0)
        if (held !== 'nothing' && rowsOf.every(({ code }) => code === 'A')) expect(made).toBe(0)
        if (rowsOf.every(({ stranger }) => stranger)) expect(made).toBe(0)
      }
    }),
    { numRuns: 1_000 },
  )
})
