import { createMetrics } from '../../functions/aws/metrics.ts'
import { createGiveIn } from '../../functions/import/give-in.ts'
import { createReturnBatch } from '../../functions/import/return-batch.ts'
import type { QueueMessage } from '../../functions/ports.ts'
import { captureOutput } from '../aws/output.ts'
import { type Around, createMemoryPorts } from '../import/memory-ports.ts'
import { createWorld, startProcess } from '../import/process.ts'
import type { Point } from './alarm-state.ts'

const MINUTE_MS = 60_000

/**
 * The queue function at work on messages in memory, and what CloudWatch would have of it: the metrics that the function
 * writes to its log, and every minute those of the queues. `broken`: its configuration is.
 */
export function watchFunctions(around?: Around, { broken = false } = {}) {
  const lines = captureOutput()
  const world = createWorld()
  const { time, outside, wechatpay } = world
  const metrics = createMetrics('${AWS::StackName}')
  outside.metrics = metrics
  const ports = createMemoryPorts(outside, time, around)
  const workBatch = broken
    ? createReturnBatch({ ...ports, clock: time, giveIn: createGiveIn(ports) })
    : startProcess(world, around).workBatch
  const points: Point[] = []
  let waiting: QueueMessage[] = []

  /** Lets time pass, a minute at a time; in each of them the messages are received once, if the function `runs`. */
  async function pass(minutes: number, { runs = true } = {}) {
    for (let minute = 0; minute < minutes; minute += 1) {
      const endsAt = time.now() + MINUTE_MS
      measureQueues()
      if (runs && waiting.length > 0) waiting = await time.run(workBatch(waiting, 120_000))
      metrics.flush()
      points.push(...lines.splice(0).flatMap(line => readLine(line, time.now())))
      time.advance(Math.max(0, endsAt - time.now()))
    }
    measureQueues()
  }

  function measureQueues() {
    const of = (name: string, queue: string, value: number) =>
      points.push({
        namespace: 'AWS/SQS',
        name,
        dimensions: { QueueName: `\${${queue}.QueueName}` },
        at: time.now(),
        values: [value],
      })
    of('ApproximateNumberOfMessagesVisible', 'ImportQueue', waiting.length)
    of('ApproximateNumberOfMessagesNotVisible', 'ImportQueue', 0)
    of('ApproximateNumberOfMessagesVisible', 'DeadLetterQueue', outside.deadLetters.length)
  }

  return {
    time,
    outside,
    wechatpay,
    points,
    pass,
    send: (...messages: QueueMessage[]) => void waiting.push(...messages),
  }
}

/** What CloudWatch makes of a line in its embedded metric format: each metric under each set of dimensions. */
function readLine(line: Record<string, unknown>, at: number): Point[] {
  return Object(line['_aws'])
    .CloudWatchMetrics.flatMap(Object)
    .flatMap(
      ({
        Namespace,
        Dimensions,
        Metrics,
      }: {
        Namespace: string
        Dimensions: string[][]
        Metrics: { Name: string }[]
      }) =>
        Metrics.flatMap(({ Name }) =>
          Dimensions.map(set => ({
            namespace: Namespace,
            name: Name,
            dimensions: Object.fromEntries(set.map(one => [one, String(line[one])])),
            at,
            values: [line[Name]].flat().map(Number),
          })),
        ),
    )
}
