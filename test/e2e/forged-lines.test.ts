import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Local } from '../../infra/local/start-local.ts'
import { BRAND, CARD, depth, member, postMember, until } from './harness.ts'
import { startLocal } from './start-local.ts'

const logs: string[] = []
let local: Local

beforeAll(async () => {
  local = await startLocal({
    simulator: ['--rate', '50'],
    stack: { environment: { WECHATPAY_RATE_PER_SECOND: '40' }, onLog: line => logs.push(line) },
  })
})
afterAll(() => local.close())

/** Ends a line, begins another that looks like ours, and would colour and clear a terminal. */
const FORGED = 'x\r\n{"level":"ERROR","message":"halted","FORGED":1}\u2028\u2029\u0085\x1b[31m\x1b[2J\x9b31m\x07\b\t"'

/** What of it can stand in a header. */
const IN_HEADER = 'x {"level":"ERROR","message":"halted","FORGED":1} \x9b31m\t"'

const get = async (path: string) => {
  const response = await fetch(`${local.stack.apiUrl}${path}`)
  return [response.status, await response.text()] as const
}

test('no log line can be forged: not by path, query, header, body, message or attribute', async () => {
  const word = encodeURIComponent(FORGED)
  const names = `brand_id=${BRAND}&card_id=${CARD}`
  for (const path of [
    `/jobs/${word}`,
    `/user-cards/${word}?${names}&openid=o`,
    `/user-cards/c?${names}&openid=${word}`,
    `/cards/${word}?brand_id=${word}`,
    `/${word}?${word}=${word}`,
  ]) {
    const [status, body] = await get(path)
    expect([404, 422]).toContain(status)
    expect(body).not.toContain('FORGED')
  }

  const sound = member(1, '-forged-')
  const inEveryField = Object.fromEntries(Object.keys(sound).map(name => [name, FORGED]))
  const requests: [body: object, headers: Record<string, string>][] = [
    [inEveryField, {}],
    [{ ...sound, [FORGED]: FORGED }, {}],
    [{ ...sound, openid: `o${FORGED}` }, {}],
    [{ ...sound, user_information: { custom_field_list: [{ name: FORGED, user_chosen_values: ['一'] }] } }, {}],
    [sound, { 'wechatpay-serial': IN_HEADER }],
    [sound, { 'content-type': `application/json; ${IN_HEADER}` }],
    [sound, { 'user-agent': IN_HEADER, 'x-amzn-trace-id': IN_HEADER, 'request-id': IN_HEADER }],
  ]
  for (const [body, headers] of requests) expect((await postMember(local, body, headers)).status).toBeLessThan(500)

  const inMessages = FORGED.replace(/[^\t\n\r\x20-\ud7ff]/g, '')
  for (const [body, attributes] of [
    [inMessages, {}],
    [JSON.stringify(inEveryField), {}],
    [JSON.stringify(inEveryField), { job_id: 'forged', row: '1' }],
    [JSON.stringify(sound), { job_id: inMessages, row: '1' }],
    [JSON.stringify(sound), { job_id: 'forged', row: inMessages }],
    [JSON.stringify(sound), { 'Wechatpay-Serial': inMessages }],
    [JSON.stringify(sound), { settle: inMessages, other: inMessages }],
  ] satisfies [string, Record<string, string>][]) {
    const texts = Object.entries(attributes).map(([name, text]) => [name, { DataType: 'String', StringValue: text }])
    await local.sqs.send(
      new SendMessageCommand({
        QueueUrl: local.stack.queueUrl,
        MessageBody: body,
        MessageAttributes: Object.fromEntries(texts),
      }),
    )
  }
  await until(async () => ((await depth(local, local.stack.queueUrl)) === 0 ? true : undefined))

  expect(logs.filter(line => line.includes('row_ended')).length).toBeGreaterThanOrEqual(6)
  for (const line of logs) {
    expect(() => JSON.parse(line)).not.toThrow()
    expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|FORGED/u)
  }
})
