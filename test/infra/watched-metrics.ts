import * as v from 'valibot'
import { LOG_EVENTS } from '../../functions/signals/log-events.ts'
import { METRICS, NAMESPACE } from '../../functions/signals/metric-list.ts'
import type { Template } from './template.ts'

/** One metric that an alarm or a dashboard goes by; `dimensions`: what stands for each, references as `${…}`. */
export type Watched = { namespace: string; name: string; dimensions: Record<string, string> }

const Reference = v.union([
  v.string(),
  v.pipe(
    v.object({ Ref: v.string() }),
    v.transform(({ Ref }) => `\${${Ref}}`),
  ),
  v.pipe(
    v.object({ 'Fn::GetAtt': v.tuple([v.string(), v.string()]) }),
    v.transform(({ 'Fn::GetAtt': [id, attribute] }) => `\${${id}.${attribute}}`),
  ),
])

const Dimensions = v.pipe(
  v.array(v.object({ Name: v.string(), Value: Reference })),
  v.transform(all => Object.fromEntries(all.map(({ Name, Value }) => [Name, Value]))),
)

export const AlarmMetric = v.pipe(
  v.looseObject({ Namespace: v.string(), MetricName: v.string(), Dimensions }),
  v.transform(({ Namespace, MetricName, Dimensions }): Watched => {
    return { namespace: Namespace, name: MetricName, dimensions: Dimensions }
  }),
)

const Body = v.object({
  widgets: v.array(
    v.looseObject({ properties: v.looseObject({ title: v.string(), metrics: v.array(v.array(v.unknown())) }) }),
  ),
})

export type Widget = v.InferOutput<typeof Body>['widgets'][number]

/** The widgets of the dashboard, references still in them. */
export function readWidgets(template: Template): Widget[] {
  const sub = v.parse(v.object({ 'Fn::Sub': v.string() }), template.Resources['Dashboard']?.Properties['DashboardBody'])
  return v.parse(Body, JSON.parse(sub['Fn::Sub'])).widgets
}

/** The metrics of one widget. Of a SEARCH those that it can find: with any value of the dimensions that it leaves open. */
export function metricsOfWidget({ properties }: Widget): Watched[] {
  return properties.metrics.flatMap(metric => {
    if (typeof metric[0] === 'string') return [readRow(metric)]
    const { expression } = v.parse(v.looseObject({ expression: v.string() }), metric[0])
    return expression.startsWith('SEARCH(') ? [readSearch(expression)] : []
  })
}

function readRow(metric: readonly unknown[]): Watched {
  const [namespace = '', name = '', ...pairs] = metric.filter(one => typeof one === 'string')
  const dimensions = Object.fromEntries(pairs.flatMap((one, at) => (at % 2 === 0 ? [[one, pairs[at + 1] ?? '']] : [])))
  return { namespace, name, dimensions }
}

function readSearch(expression: string): Watched {
  const [, schema = '', service = '', name = ''] =
    /^SEARCH\('\{(.*)\} service="(.*)" MetricName="(.*)"', 'Sum', 300\)$/.exec(expression) ?? []
  const [namespace = '', ...names] = schema.split(',')
  return { namespace, name, dimensions: Object.fromEntries(names.map(one => [one, one === 'service' ? service : '*'])) }
}

/** What AWS measures of a resource (each service's page "CloudWatch metrics"), as far as it is of use here. */
const OF_AWS: Readonly<Record<string, { dimension: string; value: string; type: string; names: readonly string[] }>> = {
  'AWS/SQS': {
    dimension: 'QueueName',
    value: '.QueueName',
    type: 'AWS::SQS::Queue',
    names: [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesVisible',
    ],
  },
  'AWS/Lambda': {
    dimension: 'FunctionName',
    value: '',
    type: 'AWS::Lambda::Function',
    names: ['ConcurrentExecutions', 'Duration', 'Errors', 'Invocations', 'Throttles'],
  },
  'AWS/ApiGateway': {
    dimension: 'ApiId',
    value: '',
    type: 'AWS::ApiGatewayV2::Api',
    names: ['4xx', '5xx', 'Count', 'IntegrationLatency', 'Latency'],
  },
  'AWS/DynamoDB': {
    dimension: 'TableName',
    value: '',
    type: 'AWS::DynamoDB::Table',
    names: ['ReadThrottleEvents', 'WriteThrottleEvents'],
  },
}

/** Dimensions whose values stand in a list at run time. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  state: LOG_EVENTS.row_ended.entries.state.options,
  call: LOG_EVENTS.call.entries.call.options,
}

/** What is wrong with a metric that is watched: that nothing ever measures it. Each fault as a sentence. */
export function findMetricFaults(template: Template, { namespace, name, dimensions }: Watched): string[] {
  if (namespace === NAMESPACE) return findOwnFaults(name, dimensions)
  const known = OF_AWS[namespace]
  if (!known) return [`${namespace} is no namespace that is known here`]
  const [[dimension = '', value = ''] = [], ...others] = Object.entries(dimensions)
  const ids = Object.entries(template.Resources).filter(([, { Type }]) => Type === known.type)
  const values = ids.map(([id]) => `\${${id}${known.value}}`)
  return [
    ...(known.names.includes(name) ? [] : [`${namespace} has no metric ${name}`]),
    ...(dimension === known.dimension && others.length === 0 ? [] : [`${namespace} has no dimensions of ${name} so`]),
    ...(values.includes(value) ? [] : [`${value} is no ${known.type} of the template`]),
  ]
}

function findOwnFaults(name: string, { service, ...dimensions }: Record<string, string>): string[] {
  const metric = Object.entries(METRICS).find(([known]) => known === name)?.[1]
  if (!metric) return [`${name} is not on the list of metrics`]
  const sets: (readonly string[])[] = metric.by.length === 0 ? [[]] : [...metric.by]
  const names = Object.keys(dimensions)
  const isSet = sets.some(set => set.length === names.length && set.every((one, at) => one === names[at]))
  const unknown = Object.entries(dimensions).filter(
    ([dimension, value]) => value !== '*' && !(VALUES[dimension] ?? []).includes(value),
  )
  return [
    ...(service === '${AWS::StackName}' ? [] : [`${name} is of service ${service}, which is not the stack`]),
    ...(isSet ? [] : [`${name} is not published by ${names.join(' and ') || 'service alone'}`]),
    ...unknown.map(([dimension, value]) => `${value} is no ${dimension}`),
  ]
}
