import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import type { Local } from '../../../infra/local/start-local.ts'
import { sealWith } from '../../e2e/seal.ts'
import { type Random, shuffle } from './draw.ts'
import type { SentRow } from './make-rows.ts'

/** So many messages does SQS have twice. */
const DOUBLED = 30

const Secret = v.object({ wechatpay_public_key_id: v.string(), wechatpay_public_key: v.string() })

/** All rows, out of order, and some of them twice. */
export async function sendRows(local: Local, random: Random, rows: readonly SentRow[]): Promise<void> {
  const { wechatpay_public_key_id: serial, wechatpay_public_key: key } = v.parse(Secret, JSON.parse(local.secret))
  const seal = sealWith(key)
  const sent = shuffle(random, [...rows, ...shuffle(random, rows).slice(0, DOUBLED)])
  const entries = sent.map(({ jobId, row, body, sealed }, at) => ({
    Id: String(at),
    MessageBody: typeof body === 'string' ? body : JSON.stringify(sealed ? sealValues(body, seal) : body),
    MessageAttributes: {
      job_id: { DataType: 'String', StringValue: jobId },
      row: { DataType: 'Number', StringValue: String(row) },
      ...(sealed && { 'Wechatpay-Serial': { DataType: 'String', StringValue: serial } }),
    },
  }))
  for (let at = 0; at < entries.length; at += 10) {
    const Entries = entries.slice(at, at + 10)
    const { Failed = [] } = await local.sqs.send(
      new SendMessageBatchCommand({ QueueUrl: local.stack.queueUrl, Entries }),
    )
    if (Failed.length > 0) throw new Error(`SQS did not take a message: ${Failed[0]?.Message}`)
  }
}

function sealValues(body: object, seal: (plain: string) => string): object {
  return JSON.parse(JSON.stringify(body), (key, value) =>
    key === 'phone_number' || key === 'value' ? seal(String(value)) : value,
  )
}
