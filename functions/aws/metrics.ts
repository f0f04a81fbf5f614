import { Metrics as EmbeddedMetrics } from '@aws-lambda-powertools/metrics'
import type { Metrics } from '../ports.ts'
import { METRICS, type MetricName, NAMESPACE } from '../signals/metric-list.ts'

/** What one metric of one metric document can hold (CloudWatch embedded metric format). */
const MOST_VALUES = 100

/** Powertools warns of a dimension that stands in two sets, which is how a metric is published under both. */
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** The metrics of one invocation that have the same dimensions, and so share a line. */
type Group = { sets: Record<string, string>[]; values: Map<MetricName, number[]> }

/**
 * What is measured in one invocation, written to the log as CloudWatch embedded metrics when it ends: a line for each
 * combination of dimensions, not for each row. `serviceName`: which deployment it is.
 */
export function createMetrics(serviceName: string): Metrics & { flush(): void } {
  const embedded = new EmbeddedMetrics({ namespace: NAMESPACE, serviceName, logger: SILENT })
  let groups = new Map<string, Group>()

  function record(name: MetricName, value: number, dimensions: Readonly<Record<string, string>> = {}) {
    const sets = METRICS[name].by.map(set => Object.fromEntries(set.map(one => [one, dimensions[one] ?? 'none'])))
    const key = JSON.stringify(sets)
    const group = groups.get(key) ?? { sets, values: new Map() }
    groups.set(key, group)
    group.values.set(name, keep(name, group.values.get(name) ?? [], value))
  }

  function publish({ sets, values }: Group) {
    for (const set of sets) embedded.addDimensions(set)
    for (const [name, given] of values) for (const value of given) embedded.addMetric(name, METRICS[name].unit, value)
    embedded.publishStoredMetrics()
  }

  return {
    count: (name, ...[dimensions]) => record(name, 1, dimensions),
    record: (name, value, ...[dimensions]) => record(name, value, dimensions),

    flush() {
      const ended = groups
      groups = new Map()
      for (const group of ended.values()) for (const part of split(group)) publish(part)
    },
  }
}

function keep(name: MetricName, values: readonly number[], value: number): number[] {
  switch (METRICS[name].keeps) {
    case 'sum':
      return [(values[0] ?? 0) + value]
    case 'each':
      return [...values, value]
    case 'most':
      return [Math.max(values[0] ?? value, value)]
  }
}

/** Parts of which none holds more values of a metric than a line can: one short, as Powertools writes a full line by itself. */
function split({ sets, values }: Group): Group[] {
  const most = MOST_VALUES - 1
  const parts = Math.max(...[...values.values()].map(given => Math.ceil(given.length / most)))
  return Array.from({ length: parts }, (_, at) => ({
    sets,
    values: new Map(
      [...values].flatMap(([name, given]) => {
        const some = given.slice(at * most, (at + 1) * most)
        return some.length > 0 ? [[name, some] as const] : []
      }),
    ),
  }))
}
