/**
 * The whole import of a member on ports in memory, without network: message read and checked, use case, wire. node:crypto
 * alone does its RSA operations: three fields encrypted, the request signed, the answer verified.
 */
import { publicEncrypt, randomUUID, sign, verify } from 'node:crypto'
import type { Clock, QueueMessage } from '../../functions/ports.ts'
import { answerMessage } from '../../functions/wechatpay/canonical-message.ts'
import { createWechatPay } from '../../functions/wechatpay/client.ts'
import type { HttpAnswer } from '../../functions/wechatpay/exchange.ts'
import { createOutside } from '../import/memory-ports.ts'
import { startProcess } from '../import/process.ts'
import { compare } from './compare.ts'
import { type Keys, WECHATPAY_SERIAL } from './keys.ts'
import { requestOf } from './measure-building.ts'
import { profile } from './profile.ts'
import { atLeast, type Row, single } from './row.ts'

const FIELDS = 3
const ROUNDS = 301
/** More code has to be compiled than in what is compared elsewhere. */
const WARM_UP = 600
const PROFILED = 1_000
/** Imported over and over; each time nothing is known of them. */
const MEMBERS = 50

/** Nothing waits: what is measured is the work. */
const clock: Clock = { now: Date.now, sleep: async () => {} }

type Prepared = { message: QueueMessage; answer: HttpAnswer }

export async function measureUseCase(keys: Keys): Promise<Row[]> {
  const importNext = prepareImports(keys)
  const values = Array.from({ length: FIELDS }, () => Buffer.from('13900000000'))
  const body = Buffer.alloc(1_400, 'x')
  const signature = sign('sha256', body, keys.wechatpay.privateKey)
  const rows = await compare(
    {
      'node:crypto': () => {
        for (const value of values) publicEncrypt(keys.wechatpay.publicKey, value)
        sign('sha256', body, keys.merchant.privateKey)
        verify('sha256', body, keys.wechatpay.publicKey, signature)
      },
      ours: importNext,
    },
    { what: `whole import, ${FIELDS} personal fields`, rounds: ROUNDS, warmUp: WARM_UP },
  )
  const share = 1 / (rows.find(({ who }) => who === 'ours')?.ratio ?? Number.NaN)
  const bound = { what: 'whole import: share of the bound of one core', who: 'ours', unit: '', ...single(share) }
  const shares = await profile(async () => {
    for (let done = 0; done < PROFILED; done += 1) await importNext()
  })
  return [
    ...rows,
    { ...bound, ...atLeast(0.85, share) },
    ...shares.map(({ room, percent }) => ({
      what: 'whole import: where its time goes',
      who: room,
      unit: '%',
      ...single(percent),
    })),
  ]
}

/** The next member each time it is called. Answers are signed before: that is WeChat Pay's work, not ours. */
function prepareImports({ credential, wechatpay }: Keys): () => Promise<void> {
  const outside = createOutside()
  const prepared = Array.from({ length: MEMBERS }, (_, at) => prepare(at + 1, wechatpay.privateKey))
  let answer: HttpAnswer | undefined
  const client = createWechatPay({
    credentials: {
      held: async () => credential,
      holding: async () => credential,
      current: async () => ({ version: 'bench', usable: true }),
      refresh: async () => ({ version: 'bench', usable: true }),
      holds: async () => true,
      report: () => {},
      encryptionKey: async () => ({ wechatpay_serial: '', public_key: '' }),
    },
    transport: {
      async send(request) {
        await request.headers()
        return answer ?? { sent: true, why: 'timeout' }
      },
    },
    clock,
    nonce: () => randomUUID().replaceAll('-', ''),
  })
  const { workMessage } = startProcess({ time: clock, outside, wechatpay: client })

  let imported = 0
  return async () => {
    const next = prepared[imported % MEMBERS]
    imported += 1
    if (!next) return
    answer = next.answer
    for (const known of [outside.members, outside.rows]) known.clear()
    for (const list of [outside.endings, outside.logged, outside.reports, outside.counted]) list.length = 0
    outside.nextSlotAt = 0
    const result = await workMessage(next.message, { deadline: Date.now() + 117_000 })
    if (result.kind !== 'ended' || result.ending.state !== 'imported') throw new Error(`Not imported: ${result.kind}`)
  }
}

function prepare(row: number, privateKey: Keys['wechatpay']['privateKey']): Prepared {
  const request = { ...requestOf(FIELDS), openid: `o-bench-${row}`, user_card_code: `B${row}` }
  const message: QueueMessage = {
    id: `message-${row}`,
    receiptHandle: `handle-${row}`,
    body: JSON.stringify(request),
    attributes: { job_id: 'bench', row: String(row) },
    sentAt: Date.now(),
    receives: 1,
  }
  const body = Buffer.from(JSON.stringify({ ...request, user_card_state: 'EFFECTIVE' }))
  const signed = { timestamp: String(Math.floor(Date.now() / 1_000)), nonce: 'd824f2e086d3c1df967785d13fcd22ef' }
  const headers = {
    'request-id': `bench-${row}`,
    'wechatpay-serial': WECHATPAY_SERIAL,
    'wechatpay-timestamp': signed.timestamp,
    'wechatpay-nonce': signed.nonce,
    'wechatpay-signature': sign('sha256', answerMessage({ ...signed, body }), privateKey).toString('base64'),
  }
  return { message, answer: { status: 200, headers, body } }
}
