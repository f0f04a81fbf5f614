import { expect, test } from 'vitest'
import { createMetrics } from '../../functions/aws/metrics.ts'
import { METRICS } from '../../functions/signals/metric-list.ts'
import { captureOutput } from './output.ts'

const SERVICE = 'member-import-dev'

function setUp() {
  const lines = captureOutput()
  return { lines, metrics: createMetrics(SERVICE) }
}

const directives = (line: Record<string, unknown>) => Object(line['_aws']).CloudWatchMetrics

test('what has the same dimensions shares a line, with the names and units of the list', () => {
  const { lines, metrics } = setUp()
  metrics.count('SecretReads')
  metrics.record('PermitWait', 120)
  metrics.record('PermitWait', 80)
  metrics.flush()
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({ service: SERVICE, SecretReads: 1, PermitWait: [120, 80] })
  expect(directives(Object(lines[0]))).toEqual([
    {
      Namespace: 'WechatPayMemberImport',
      Dimensions: [['service']],
      Metrics: [
        { Name: 'SecretReads', Unit: 'Count' },
        { Name: 'PermitWait', Unit: 'Milliseconds' },
      ],
    },
  ])
})

test('rows stand under their state, and under state and code', () => {
  const { lines, metrics } = setUp()
  for (let times = 0; times < 3; times += 1) metrics.count('Rows', { state: 'rejected', code: 'openid_invalid' })
  metrics.count('Rows', { state: 'imported', code: 'none' })
  metrics.flush()
  expect(lines).toMatchObject([
    { service: SERVICE, state: 'rejected', code: 'openid_invalid', Rows: 3 },
    { service: SERVICE, state: 'imported', code: 'none', Rows: 1 },
  ])
  expect(directives(Object(lines[0]))).toMatchObject([
    {
      Dimensions: [
        ['service', 'state'],
        ['service', 'state', 'code'],
      ],
    },
  ])
})

test('of what tells how something stands the most is kept, also where that is 0', () => {
  const { lines, metrics } = setUp()
  for (const value of [0, 1, 0]) metrics.record('HaltsStanding', value)
  metrics.record('OldestMessageAge', 0)
  metrics.flush()
  expect(lines).toMatchObject([{ HaltsStanding: 1, OldestMessageAge: 0 }])
})

test('no line holds more than 100 values of a metric, and none is lost', () => {
  const { lines, metrics } = setUp()
  const times = Array.from({ length: 250 }, (_, at) => at)
  for (const ms of times) metrics.record('CallTime', ms, { call: 'import' })
  for (const ms of times) metrics.record('PermitWait', ms)
  metrics.flush()
  const values = (name: string) => lines.map(line => [line[name] ?? []].flat())
  for (const some of values('CallTime')) expect(some.length).toBeLessThanOrEqual(100)
  expect(values('CallTime').flat()).toEqual(times)
  expect(values('PermitWait').flat()).toEqual(times)
  for (const line of lines) expect(line).toMatchObject({ service: SERVICE })
  expect(lines.filter(line => 'CallTime' in line).every(line => line['call'] === 'import')).toBe(true)
})

test('one invocation is not told in the next, and one without anything writes nothing', () => {
  const { lines, metrics } = setUp()
  metrics.flush()
  expect(lines).toEqual([])
  metrics.count('Probes')
  metrics.flush()
  metrics.flush()
  expect(lines).toHaveLength(1)
})

test('every metric that one invocation can have at once fits the limits of a line', () => {
  // CloudWatch embedded metric format: 100 metrics, 30 dimensions a line.
  expect(Object.keys(METRICS).length).toBeLessThanOrEqual(100)
  for (const { by } of Object.values(METRICS)) for (const set of by) expect(set.length).toBeLessThan(30)
})
