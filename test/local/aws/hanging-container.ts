/** Run as a child by lambda.test.ts: holds a container whose handler never ends, and prints its log. */
import { createFunction } from '../../../infra/local/aws/lambda.ts'

const config = {
  name: 'hanging',
  taskRoot: process.argv[2] ?? '',
  handler: 'index.handler',
  timeoutMs: 600_000,
  memoryMb: 128,
  logFormat: 'Text' as const,
  environment: {},
}

await createFunction({ config, concurrency: 1, onLog: line => process.stdout.write(`${line}\n`) }).invoke({
  hang: true,
})
