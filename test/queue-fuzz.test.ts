import type { Context, SQSEvent, SQSRecord } from 'aws-lambda'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { WorkBatch } from '../functions/import/work-batch.ts'
import { runs } from './fuzz-runs.ts'
import { createWorld, startProcess } from './import/process.ts'
import { sampleRequest } from './import/samples.ts'
import { mangled, mutated, oddTexts } from './mutations.ts'

const held = vi.hoisted(() => ({ work: undefined as WorkBatch | undefined }))

/** The entry; each try puts its own use case behind it. */
vi.mock('../functions/compose.ts', () => ({
  composeQueue: (): WorkBatch => async (messages, remainingMs) => (await held.work?.(messages, remainingMs)) ?? [],
  log: { info: () => {}, warn: () => {}, begin: () => {} },
  metrics: { flush: () => {} },
}))
const { handler } = await import('../functions/queue.ts')
const context = Object({ getRemainingTimeInMillis: () => 120_000, awsRequestId: 'fuzz' }) as Context

const SOUND = sampleRequest()

const bodies = fc.oneof(
  mutated(SOUND).map(value => JSON.stringify(value) ?? ''),
  mangled(JSON.stringify(SOUND)),
)
const attribute = (sound: string) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(sound) }, fc.constant(undefined), oddTexts)
const records = fc
  .array(
    fc.record({
      body: bodies,
      names: fc.record({
        job_id: attribute('job-1'),
        row: fc.oneof(
          { weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }).map(String) },
          oddTexts,
          fc.constant(undefined),
        ),
        'Wechatpay-Serial': fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, attribute('PUB_KEY_ID_1')),
      }),
      receives: fc.constantFrom('1', '1', '12', '995', '', '-1', 'x'),
      strays: fc.constantFrom({}, {}, { messageAttributes: null }, { attributes: null }, { body: null }, { body: 7 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map(all =>
    all.map(({ body, names, receives, strays }, index) => {
      const given = Object.entries(names).filter(([, text]) => text !== undefined)
      const record = {
        messageId: `message-${index}`,
        receiptHandle: `handle-${index}`,
        body,
        attributes: { SentTimestamp: String(createWorld().time.now()), ApproximateReceiveCount: receives },
        messageAttributes: Object.fromEntries(
          given.map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
        ),
      }
      return Object({ ...record, ...strays }) as SQSRecord
    }),
  )

test('whatever a batch holds: no throw, and every message comes back, has its row ended, or lies among the dead letters', async () => {
  await fc.assert(
    fc.asyncProperty(records, async Records => {
      const world = createWorld()
      held.work = startProcess(world).workBatch
      const event: SQSEvent = { Records }
      const { batchItemFailures } = Object(await world.time.run(Promise.resolve(handler(event, context))))
      const returned = new Set(
        batchItemFailures.map(({ itemIdentifier }: { itemIdentifier: string }) => itemIdentifier),
      )
      for (const { messageId, messageAttributes } of Records) {
        const { job_id, row } = messageAttributes ?? {}
        const isRecorded = world.outside.rows.has(`${job_id?.stringValue}/${Number(row?.stringValue)}`)
        const isKept = world.outside.deadLetters.some(({ id }) => id === messageId)
        const isEnded = world.outside.endings.some(({ openid }) => openid !== undefined)
        expect([messageId, returned.has(messageId) || isRecorded || isKept || (!job_id && !row && isEnded)]).toEqual([
          messageId,
          true,
        ])
      }
    }),
    { numRuns: runs(300) },
  )
})
