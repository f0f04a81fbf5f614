import { setTimeout as sleep } from 'node:timers/promises'
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { GetQueueAttributesCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { type JobRow, readJobRows } from '../../functions/aws/job-rows.ts'
import type { Local } from '../../infra/local/start-local.ts'
import { findUndocumented } from '../docs/find-undocumented.ts'

export const BRAND = '1004'
export const CARD = 'pbLatjvWOibDc5-TBnbUk1pD12o0'

/** A sound import request of member number `n` of those that `mark` names; personal fields plain. */
export function member(n: number, mark = '') {
  return {
    brand_id: BRAND,
    card_id: CARD,
    openid: `o${mark}${String(n).padStart(6, '0')}`,
    user_card_code: `${mark.replace(/[^a-z]/g, '').slice(0, 24)}${700_000 + n}`,
    phone_number: `139${String(n).padStart(8, '0')}`,
    user_information: { common_field_list: [{ name: 'USER_FORM_FLAG_NAME', value: '张伟' }] },
    valid_date_information: { type: 'PERMANENT' },
    pickup_time: '2020-05-20T13:29:35+08:00',
  }
}

export const members = (count: number, mark = '') => Array.from({ length: count }, (_, at) => member(at + 1, mark))

/** Sends the bodies as rows 1, 2, … of a job. */
export async function queueJob({ stack, sqs }: Local, jobId: string, bodies: readonly unknown[]): Promise<void> {
  for (let at = 0; at < bodies.length; at += 10) {
    const { Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: stack.queueUrl,
        Entries: bodies.slice(at, at + 10).map((body, index) => ({
          Id: String(index),
          MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
          MessageAttributes: {
            job_id: { DataType: 'String', StringValue: jobId },
            row: { DataType: 'Number', StringValue: String(at + index + 1) },
          },
        })),
      }),
    )
    if (Failed.length > 0) throw new Error(`SQS did not take a message: ${Failed[0]?.Message}`)
  }
}

export async function rowsOf({ stack, dynamodb }: Local, jobId: string): Promise<JobRow[]> {
  return await Array.fromAsync(readJobRows({ client: dynamodb, name: stack.tableName }, jobId))
}

/** How many rows ended in each state. */
export function tally(rows: readonly JobRow[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { state } of rows) sums[state] = (sums[state] ?? 0) + 1
  return sums
}

/** Waits until so many rows of the job have ended, by its counters; resolves to the rows. */
export async function allEnded(local: Local, jobId: string, count: number, patienceMs = 90_000): Promise<JobRow[]> {
  const { dynamodb, stack } = local
  const Key = { pk: { S: `JOB#${jobId}` }, sk: { S: 'JOB' } }
  await until(async () => {
    const { Item = {} } = await dynamodb.send(
      new GetItemCommand({ TableName: stack.tableName, Key, ConsistentRead: true }),
    )
    const states = ['imported', 'already_member', 'rejected', 'unsettled']
    const ended = states.reduce((sum, state) => sum + Number(Item[state]?.N ?? 0), 0)
    return ended >= count ? true : undefined
  }, patienceMs)
  return await rowsOf(local, jobId)
}

/** Polls until there is a result; gives up after a time that only a wait without end can take. */
export async function until<T>(look: () => Promise<T | undefined>, patienceMs = 90_000): Promise<T> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(200)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error('What was waited for has not come.')
}

export async function depth({ sqs }: Local, queueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  )
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0)
}

/** The control API of the simulator. */
export async function control({ simulator }: Local, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${simulator.url}/_simulator/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`)
  return await response.json()
}

const Journal = v.object({
  entries: v.array(
    v.looseObject({
      call: v.string(),
      received_at_ms: v.number(),
      openid: v.optional(v.nullable(v.string())),
      status: v.optional(v.nullable(v.number())),
      created: v.optional(v.nullable(v.boolean())),
    }),
  ),
})

/** The calls about members; how certificates are fetched is another matter. */
export async function journal(local: Local) {
  const { entries } = v.parse(Journal, await control(local, 'GET', 'journal'))
  return entries.filter(({ call }) => call !== 'certificates')
}

/** An answer of the API, once it is certain that docs/openapi.json tells all of it. */
export async function callApi({ stack }: Local, path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(stack.apiUrl + path, init)
  const { status } = response
  const [headers, body] = [Object.fromEntries(response.headers), JSON.parse(await response.clone().text())]
  const { pathname } = new URL(response.url)
  const undocumented = findUndocumented(init.method ?? 'GET', pathname, { status, headers, body })
  if (undocumented.length > 0) throw new Error(`docs/openapi.json does not tell of ${status}: ${undocumented}`)
  return response
}

export async function postMember(local: Local, body: unknown, headers: Record<string, string> = {}) {
  return await callApi(local, '/user-cards/import-by-openid', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}
