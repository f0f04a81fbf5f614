import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Local } from '../../infra/local/start-local.ts'
import { CIPHERTEXT, officialSample, seedExample } from '../member/samples.ts'
import {
  allEnded,
  BRAND,
  CARD,
  callApi,
  depth,
  journal,
  member,
  postMember,
  queueJob,
  tally,
  until,
} from './harness.ts'
import { fetchSeal } from './seal.ts'
import { startLocal } from './start-local.ts'

/** The example with its ciphertexts made of these plaintexts, one after the other; about a user of its own. */
function encrypted(example: object, user: string, seal: (plaintext: string) => string, plaintexts: readonly string[]) {
  const left = [...plaintexts]
  const text = JSON.stringify(example).replaceAll(CIPHERTEXT, () => seal(left.shift() ?? ''))
  return { ...JSON.parse(text), openid: `o-${user}`, user_card_code: `code-${user}` }
}

const lastCall = async (local: Local) => (await journal(local)).at(-1)

let local: Local
beforeAll(async () => {
  local = await startLocal({ simulator: ['--rate', '50'], stack: { environment: { WECHATPAY_RATE_PER_SECOND: '40' } } })
})
afterAll(() => local.close())

const readCard = async (user: string, code = `code-${user}`) => {
  const query = new URLSearchParams({ brand_id: BRAND, card_id: CARD, openid: `o-${user}` })
  return await callApi(local, `/user-cards/${code}?${query}`)
}

test('the example of the page that was asked for is passed on as it was encrypted, and answered in plain', async () => {
  const { serial, seal } = await fetchSeal(local)
  const body = encrypted(seedExample(), 'seed', seal, ['13900001234', '女', '篮球'])
  const response = await postMember(local, body, { 'Wechatpay-Serial': serial })
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/json',
    'import-outcome': 'imported',
    'personal-fields': 'plain',
    'request-id': expect.stringMatching(/-0$/),
  })
  const { date_information, ...asked } = body
  expect(await response.json()).toMatchObject({
    ...asked,
    valid_date_information: date_information,
    phone_number: '13900001234',
    user_information: {
      common_field_list: [{ name: 'USER_FORM_FLAG_SEX', value: '女' }],
      custom_field_list: [{ name: '喜欢的运动', user_chosen_values: ['篮球'] }],
    },
    card_type: 'NORMAL',
    user_card_state: 'EFFECTIVE',
  })
  expect(await lastCall(local)).toMatchObject({
    call: 'import',
    decrypted: 3,
    wechatpay_serial: serial,
    created: true,
  })
})

test("the official page's sample is imported, for a brand that is open here", async () => {
  const { serial, seal } = await fetchSeal(local)
  const sample = { ...officialSample(), brand_id: BRAND }
  const body = encrypted(sample, 'official', seal, ['+86 139 0000 1234', '1990-02-28', '游泳'])
  const response = await postMember(local, body, { 'Wechatpay-Serial': serial })
  expect([response.status, response.headers.get('import-outcome')]).toEqual([200, 'imported'])
  expect(await response.json()).toMatchObject({
    ...body,
    phone_number: '+86 139 0000 1234',
    user_information: {
      common_field_list: [{ name: 'USER_FORM_FLAG_BIRTHDAY', value: '1990-02-28' }],
      custom_field_list: [{ name: '喜欢的运动', user_chosen_values: ['游泳'] }],
    },
  })
})

test('by the queue they say by an attribute that they are encrypted', async () => {
  const { serial, seal } = await fetchSeal(local)
  const body = encrypted(seedExample(), 'queued', seal, ['13900005678', '男', '足球'])
  await local.sqs.send(
    new SendMessageCommand({
      QueueUrl: local.stack.queueUrl,
      MessageBody: JSON.stringify(body),
      MessageAttributes: { 'Wechatpay-Serial': { DataType: 'String', StringValue: serial } },
    }),
  )
  await until(async () => ((await depth(local, local.stack.queueUrl)) === 0 ? true : undefined))
  expect(await (await readCard('queued')).json()).toMatchObject({
    phone_number: '13900005678',
    user_information: {
      common_field_list: [{ value: '男' }],
      custom_field_list: [{ user_chosen_values: ['足球'] }],
    },
  })
})

test('plain ones are encrypted here, by HTTP and by the queue', async () => {
  const response = await postMember(local, member(1, '-plain-'))
  expect([response.status, await response.json()]).toMatchObject([200, member(1, '-plain-')])
  await queueJob(local, 'plain', [member(2, '-plain-'), member(3, '-plain-')])
  expect(tally(await allEnded(local, 'plain', 2))).toEqual({ imported: 2 })
  const queued = member(3, '-plain-')
  expect(await (await readCard('plain-000003', queued.user_card_code)).json()).toMatchObject(queued)
})

test('an unknown card is 404', async () => {
  const response = await readCard('nobody')
  expect([response.status, await response.json()]).toMatchObject([404, { code: 'card_unknown' }])
})

test('the template, and 404 for one that is unknown', async () => {
  const known = await callApi(local, `/cards/${CARD}?brand_id=${BRAND}`)
  expect([known.status, await known.json()]).toMatchObject([200, { card_id: CARD, card_title: '测试卡' }])
  const unknown = await callApi(local, `/cards/p-nothing?brand_id=${BRAND}`)
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'template_unknown' }])
})

test('a job, by its counts, and 404 for one that is unknown', async () => {
  await queueJob(local, 'counted', [...[1, 2].map(n => member(n, '-counted-')), 'no request'])
  await allEnded(local, 'counted', 3)
  const known = await callApi(local, '/jobs/counted')
  const counts = { imported: 2, already_member: 0, rejected: 1, unsettled: 0 }
  expect([known.status, await known.json()]).toMatchObject([200, { job_id: 'counted', ended: 3, counts }])
  expect((await callApi(local, '/jobs/nothing')).status).toBe(404)
})

test('a serial that nobody holds is refused without a call', async () => {
  const { seal } = await fetchSeal(local)
  const body = encrypted(seedExample(), 'stale', seal, ['13900001234', '女', '篮球'])
  const before = (await journal(local)).length
  const response = await postMember(local, body, { 'Wechatpay-Serial': 'PUB_KEY_ID_0114232134912410000000000000' })
  expect([response.status, await response.json()]).toMatchObject([422, { code: 'stale_wechatpay_serial' }])
  expect(await journal(local)).toHaveLength(before)
})
