import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { QueueMessage } from '../../functions/ports.ts'
import { sampleMessage, sampleRequest } from '../import/samples.ts'
import { START } from '../import/virtual-time.ts'
import { metricsOfAlarm, type Point, stateOfAlarm } from './alarm-state.ts'
import { renderProject } from './render-project.ts'
import { readTemplate, type Template } from './template.ts'
import { watchFunctions } from './watch-functions.ts'

const DAY_MS = 86_400_000

let folder = ''
let template: Template

beforeAll(async () => {
  folder = await renderProject()
  template = await readTemplate(folder)
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

/** The alarms that are on, by their names in the template. */
function alarming(points: readonly Point[], now: number): string[] {
  return Object.entries(template.Resources)
    .filter(([, { Type, Properties }]) => {
      return Type === 'AWS::CloudWatch::Alarm' && stateOfAlarm(Properties, points, now) === 'ALARM'
    })
    .map(([id]) => id.replace(/Alarm$/, ''))
    .toSorted()
}

const ofMember = (row: number) =>
  sampleMessage(row, sampleRequest({ openid: `openid-${row}`, user_card_code: `A-${row}` }))
const rows = (count: number): QueueMessage[] => Array.from({ length: count }, (_, at) => ofMember(at + 1))

test('while all goes well no alarm is on, refused rows among them and messages that come back', async () => {
  const { wechatpay, send, pass, points, time } = watchFunctions()
  wechatpay.plan('overload', 'timeout_done', { kind: 'refused', code: 'openid_invalid' }, 'probe', 'unverified')
  for (let minutes = 0; minutes < 40; minutes += 10) {
    send(...rows(50).map(message => ({ ...message, attributes: {}, sentAt: time.now() })))
    await pass(10)
    expect(alarming(points, time.now())).toEqual([])
  }
})

describe('a fault sets off the alarms that are for it, and no other:', () => {
  test('a halt, until an hour after the last message has met it', async () => {
    const { outside, wechatpay, send, pass, points, time } = watchFunctions()
    wechatpay.plan({ kind: 'halt', scope: 'credential', reason: 'no_permission' })
    send(ofMember(1))
    await pass(1)
    expect(alarming(points, time.now())).toEqual(['Halt'])
    // Messages are hidden meanwhile.
    await pass(20, { runs: false })
    expect(alarming(points, time.now())).toEqual(['Halt'])
    outside.halts.clear()
    await pass(60)
    expect(alarming(points, time.now())).toEqual([])
  })

  test('a configuration that is broken', async () => {
    const { send, pass, points, time } = watchFunctions(undefined, { broken: true })
    send(ofMember(1))
    await pass(1)
    expect(alarming(points, time.now())).toEqual(['Halt'])
  })

  test('a wrong WeChat Pay key', async () => {
    const { wechatpay, send, pass, points, time } = watchFunctions()
    wechatpay.plan(...Array(10).fill('unverified'))
    send(...rows(10))
    await pass(1)
    expect(alarming(points, time.now())).toEqual(['Halt', 'VerificationFailures'])
  })

  test('most rows are refused', async () => {
    const { wechatpay, send, pass, points, time } = watchFunctions()
    wechatpay.plan(...Array(11).fill({ kind: 'refused', code: 'openid_of_other_app' }))
    send(...rows(20))
    await pass(1)
    expect(alarming(points, time.now())).toEqual(['ErrorShare'])
  })

  test('a few rows are refused, and nothing else was done: no alarm', async () => {
    const { wechatpay, send, pass, points, time } = watchFunctions()
    wechatpay.plan(...Array(19).fill({ kind: 'refused', code: 'openid_invalid' }))
    send(...rows(19))
    await pass(1)
    expect(alarming(points, time.now())).toEqual([])
  })

  test('the table cannot be reached', async () => {
    const { send, pass, points, time } = watchFunctions(async (port, effect) => {
      if (port === 'look') throw new Error('no right')
      return await effect()
    })
    send(...rows(3))
    await pass(9)
    expect(alarming(points, time.now())).toEqual([])
    await pass(6)
    expect(alarming(points, time.now())).toEqual(['MessagesFailed'])
  })

  test('WeChat Pay is down for half an hour', async () => {
    const { wechatpay, send, pass, points, time } = watchFunctions()
    wechatpay.plan(...Array(100).fill('overload'))
    send(...rows(2))
    await pass(24)
    expect(alarming(points, time.now())).toEqual([])
    await pass(6)
    expect(alarming(points, time.now())).toEqual(['NoProgress'])
  })

  test('nobody receives the messages', async () => {
    const { send, pass, points, time } = watchFunctions()
    send(...rows(2))
    await pass(30, { runs: false })
    expect(alarming(points, time.now())).toEqual(['NoProgress'])
    await pass(1)
    expect(alarming(points, time.now())).toEqual([])
  })

  test('a row has waited for 12 days', async () => {
    const { wechatpay, send, pass, points, time } = watchFunctions()
    wechatpay.plan('overload', 'overload')
    send({ ...ofMember(1), sentAt: START - 12 * DAY_MS + 30_000 })
    await pass(1)
    expect(alarming(points, time.now())).toEqual([])
    await pass(1)
    expect(alarming(points, time.now())).toEqual(['OldestMessage'])
  })

  test.each<[string, QueueMessage]>([
    ['a row is given up', { ...ofMember(1), sentAt: START - 13 * DAY_MS - 1 }],
    ['a message that can never succeed is of no row', { ...sampleMessage(1, 'hello'), attributes: {} }],
  ])('%s', async (_, message) => {
    const { send, pass, points, time } = watchFunctions()
    send(message)
    await pass(1)
    expect(alarming(points, time.now())).toEqual(['DeadLetters'])
  })
})

describe('what AWS alone measures sets off', () => {
  test.each([
    ['FunctionErrors', '${HttpLambdaFunction}', 1],
    ['FunctionErrors', '${QueueLambdaFunction}', 1],
    ['Throttles', '${HttpLambdaFunction}', 1],
    ['Throttles', '${QueueLambdaFunction}', 1],
    ['ServerErrors', '${HttpApi}', 5],
  ])('%s, of %s: from %i in five minutes on', (alarm, resource, least) => {
    const watched = metricsOfAlarm(template.Resources[`${alarm}Alarm`]?.Properties).filter(({ dimensions }) =>
      Object.values(dimensions).includes(resource),
    )
    expect(watched).toHaveLength(1)
    const measured = (count: number) => watched.map(one => ({ ...one, at: START, values: Array(count).fill(1) }))
    expect(alarming(measured(least - 1), START)).toEqual([])
    expect(alarming(measured(least), START)).toEqual([alarm])
    expect(alarming(measured(least), START + 300_000)).toEqual([])
  })
})
