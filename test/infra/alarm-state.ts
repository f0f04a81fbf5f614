import { runInNewContext } from 'node:vm'
import * as v from 'valibot'
import { AlarmMetric, type Watched } from './watched-metrics.ts'

/** What was measured of one metric at one moment (ms). */
export type Point = Watched & { at: number; values: readonly number[] }

const STATISTICS = {
  Sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values: readonly number[]) => Math.max(...values),
} as const

const Statistic = v.picklist(['Sum', 'Maximum'])

const Alarm = v.looseObject({
  EvaluationPeriods: v.number(),
  Threshold: v.number(),
  ComparisonOperator: v.picklist(['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold']),
  TreatMissingData: v.literal('notBreaching'),
})

const Query = v.object({
  Id: v.string(),
  Label: v.exactOptional(v.string()),
  ReturnData: v.boolean(),
  Expression: v.exactOptional(v.string()),
  MetricStat: v.exactOptional(v.object({ Stat: Statistic, Period: v.number(), Metric: AlarmMetric })),
})

const OneMetric = v.looseObject({ Statistic, Period: v.number() })
const SomeMetrics = v.object({ Metrics: v.array(Query) })

type Series = { metric: Watched; statistic: v.InferOutput<typeof Statistic>; period: number }

/** Every metric that an alarm goes by. */
export function metricsOfAlarm(properties: unknown): Watched[] {
  if (!v.is(SomeMetrics, properties)) return [v.parse(AlarmMetric, properties)]
  return v
    .parse(SomeMetrics, properties)
    .Metrics.flatMap(query => ('MetricStat' in query ? [query.MetricStat.Metric] : []))
}

/** The state of an alarm at a moment, as CloudWatch comes to it: every period of those evaluated breaches, or it is OK. */
export function stateOfAlarm(properties: unknown, points: readonly Point[], now: number): 'ALARM' | 'OK' {
  const { EvaluationPeriods, Threshold, ComparisonOperator } = v.parse(Alarm, properties)
  const periods = Array.from({ length: EvaluationPeriods }, (_, index) => valueAt(properties, points, now, index))
  const breaching = periods.every(value => {
    if (value === undefined) return false
    return ComparisonOperator === 'GreaterThanThreshold' ? value > Threshold : value >= Threshold
  })
  return breaching ? 'ALARM' : 'OK'
}

/** `index`: how many periods back. */
function valueAt(properties: unknown, points: readonly Point[], now: number, index: number): number | undefined {
  const measure = ({ metric, statistic, period }: Series) => {
    const end = now - index * period * 1_000
    const values = points
      .filter(point => isSame(point, metric) && point.at > end - period * 1_000 && point.at <= end)
      .flatMap(point => point.values)
    return values.length === 0 ? undefined : STATISTICS[statistic](values)
  }
  if (!v.is(SomeMetrics, properties)) {
    const { Statistic: statistic, Period: period } = v.parse(OneMetric, properties)
    return measure({ metric: v.parse(AlarmMetric, properties), statistic, period })
  }
  const known: Record<string, unknown> = { IF, FILL }
  const queries = v.parse(SomeMetrics, properties).Metrics
  for (const { Id, MetricStat } of queries) {
    if (!MetricStat) continue
    const { Metric: metric, Stat: statistic, Period: period } = MetricStat
    known[Id] = measure({ metric, statistic, period })
  }
  // Those that are not returned are what the returned one is made of.
  const expressions = queries
    .flatMap(({ Id, Expression, ReturnData }) => (Expression === undefined ? [] : [{ Id, Expression, ReturnData }]))
    .toSorted((a, b) => Number(a.ReturnData) - Number(b.ReturnData))
  for (const { Id, Expression } of expressions) known[Id] = runInNewContext(Expression, known)
  const returned = expressions.filter(({ ReturnData }) => ReturnData).map(({ Id }) => known[Id])
  return v.parse(
    v.pipe(
      v.tuple([v.number()]),
      v.transform(([value]) => value),
    ),
    returned,
  )
}

/** Of CloudWatch's metric math the functions that are used; its operators are those of JavaScript. */
const IF = (condition: boolean, yes: number, no: number) => (condition ? yes : no)
const FILL = (value: number | undefined, instead: number) => value ?? instead

function isSame(a: Watched, b: Watched): boolean {
  const sorted = ({ dimensions }: Watched) => JSON.stringify(Object.entries(dimensions).toSorted())
  return a.namespace === b.namespace && a.name === b.name && sorted(a) === sorted(b)
}
