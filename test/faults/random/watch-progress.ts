import { setTimeout as sleep } from 'node:timers/promises'
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Local } from '../../../infra/local/start-local.ts'
import { STATES } from '../../checker/evidence.ts'
import { depth } from '../../e2e/harness.ts'

export type Progress = {
  /** Resolves once so many rows have ended, by the counters of their jobs, or none is left in the queue, or the patience is over. */
  reaches(rows: number): Promise<void>
  stop(): Promise<void>
}

/** Follows how far jobs are. Whatever a run does is timed by that, for its machine may be busy. */
export function watchProgress(local: Local, jobIds: readonly string[], patienceMs: number): Progress {
  const { dynamodb, stack } = local
  const waiting = new Set<{ rows: number; resolve(): void }>()
  const end = Date.now() + patienceMs
  let stopped = false

  const look = async () => {
    const items = await Promise.all(
      jobIds.map(async jobId => {
        const Key = { pk: { S: `JOB#${jobId}` }, sk: { S: 'JOB' } }
        return (await dynamodb.send(new GetItemCommand({ TableName: stack.tableName, Key, ConsistentRead: true }))).Item
      }),
    )
    return items.flatMap(item => STATES.map(state => Number(item?.[state]?.N ?? 0))).reduce((sum, n) => sum + n, 0)
  }
  const follow = async () => {
    for (; !stopped; await sleep(1_000)) {
      const isOver = Date.now() >= end || (await depth(local, local.stack.queueUrl)) === 0
      const ended = isOver ? Number.POSITIVE_INFINITY : await look()
      for (const one of waiting) {
        if (one.rows > ended) continue
        waiting.delete(one)
        one.resolve()
      }
    }
  }
  const following = follow()
  return {
    reaches: rows => Promise.race([new Promise<void>(resolve => waiting.add({ rows, resolve })), following]),
    async stop() {
      stopped = true
      await following
    },
  }
}
