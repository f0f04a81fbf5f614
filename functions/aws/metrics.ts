import { Metrics as EmbeddedMetrics } from '@aws-lambda-powertools/metrics'
import type { Metrics } from '../ports.ts'

/** Counts of one invocation, written to the log as CloudWatch embedded metrics when it ends: a line a kind, not a row. */
export function createMetrics(namespace: string, serviceName: string): Metrics & { flush(): void } {
  const embedded = new EmbeddedMetrics({ namespace, serviceName })
  let counts = new Map<string, { name: string; dimensions: Record<string, string>; count: number }>()

  return {
    count(name, dimensions = {}) {
      const key = JSON.stringify([name, dimensions])
      const known = counts.get(key) ?? { name, dimensions, count: 0 }
      counts.set(key, { ...known, count: known.count + 1 })
    },

    flush() {
      const counted = counts
      counts = new Map()
      for (const { name, dimensions, count } of counted.values()) {
        embedded.singleMetric().addDimensions(dimensions).addMetric(name, 'Count', count)
      }
    },
  }
}
