import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { METRICS } from '../../functions/signals/metric-list.ts'
import { metricsOfAlarm } from './alarm-state.ts'
import { renderProject } from './render-project.ts'
import { readTemplate, type Template } from './template.ts'
import { findMetricFaults, metricsOfWidget, readWidgets, type Watched } from './watched-metrics.ts'

let folder = ''
let template: Template

beforeAll(async () => {
  folder = await renderProject('--param=rate-per-second=9')
  template = await readTemplate(folder)
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const alarms = () =>
  Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::CloudWatch::Alarm' ? [{ id, properties: Properties }] : [],
  )
const faultsOf = (watched: readonly Watched[]) => watched.flatMap(one => findMetricFaults(template, one))

describe('every alarm', () => {
  test('goes by metrics that something measures', () => {
    for (const { properties } of alarms()) {
      const watched = metricsOfAlarm(properties)
      expect(watched).not.toEqual([])
      expect(faultsOf(watched)).toEqual([])
    }
  })

  test('says what to make of missing data, and reaches the topic of the parameter, or nobody', () => {
    for (const { properties } of alarms()) {
      expect(properties).toMatchObject({
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ 'Fn::If': ['HasAlarmTopic', '', { Ref: 'AWS::NoValue' }] }],
      })
    }
  })

  test('is one of these', () => {
    expect(
      alarms()
        .map(({ id }) => id.replace(/Alarm$/, ''))
        .toSorted(),
    ).toEqual([
      'DeadLetters',
      'ErrorShare',
      'FunctionErrors',
      'Halt',
      'MessagesFailed',
      'NoProgress',
      'OldestMessage',
      'ServerErrors',
      'Throttles',
      'VerificationFailures',
    ])
  })
})

describe('the dashboard', () => {
  test('shows metrics that something measures, each widget at least one', () => {
    for (const widget of readWidgets(template)) {
      const watched = metricsOfWidget(widget)
      expect(watched).not.toEqual([])
      expect(faultsOf(watched)).toEqual([])
    }
  })

  test('shows everything that the functions measure, and all that has an alarm', () => {
    const shown = new Set(
      readWidgets(template)
        .flatMap(metricsOfWidget)
        .map(({ name }) => name),
    )
    expect(Object.keys(METRICS).filter(name => !shown.has(name))).toEqual([])
    const alarming = alarms().flatMap(({ properties }) => metricsOfAlarm(properties).map(({ name }) => name))
    expect(alarming.filter(name => !shown.has(name))).toEqual([])
  })

  test('draws the allowed rate beside the one that is used', () => {
    const rates = readWidgets(template).filter(({ properties }) => /Calls a second/.test(properties.title))
    expect(rates).toMatchObject([{ properties: { annotations: { horizontal: [{ label: 'allowed', value: 9 }] } } }])
  })

  test('has no widget that covers another', () => {
    const places = readWidgets(template).map(widget => Object(widget))
    const cells = places.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)} ${y + Math.floor(at / width)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(Math.max(...places.map(({ x, width }) => x + width))).toBe(24)
  })

  test('fits every partition: its references are of the template', () => {
    const body = JSON.stringify(template.Resources['Dashboard']?.Properties['DashboardBody'])
    const references = new Set([...body.matchAll(/\$\{([\w:]+)/g)].map(([, name]) => name))
    const known = [...Object.keys(template.Resources), 'AWS::Region', 'AWS::StackName']
    expect([...references].filter(name => !known.includes(String(name)))).toEqual([])
    expect(body).not.toContain('arn:')
  })
})

describe('a metric that nothing measures is found:', () => {
  const service = { service: '${AWS::StackName}' }
  const queue = { QueueName: '${ImportQueue.QueueName}' }
  test.each<[string, Watched]>([
    ['one that is not on the list', { namespace: 'WechatPayMemberImport', name: 'Halts', dimensions: service }],
    ['dimensions it is not published by', { namespace: 'WechatPayMemberImport', name: 'Rows', dimensions: service }],
    [
      'a value that no row has',
      { namespace: 'WechatPayMemberImport', name: 'Rows', dimensions: { ...service, state: 'lost' } },
    ],
    ['another service', { namespace: 'WechatPayMemberImport', name: 'Probes', dimensions: { service: 'other' } }],
    ['a name that AWS does not have', { namespace: 'AWS/SQS', name: 'MessagesVisible', dimensions: queue }],
    [
      'a queue that is not there',
      {
        namespace: 'AWS/SQS',
        name: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: '${Other.QueueName}' },
      },
    ],
    ['a dimension of another service', { namespace: 'AWS/Lambda', name: 'Errors', dimensions: queue }],
    ['a namespace of nobody', { namespace: 'AWS/Sqs', name: 'Errors', dimensions: queue }],
  ])('%s', (_, watched) => {
    expect(findMetricFaults(template, watched)).not.toEqual([])
  })
})
