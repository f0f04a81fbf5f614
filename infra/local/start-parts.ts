import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { Endpoints, HostOptions } from './host-protocol.ts'
import { openLogFile } from './log-file.ts'
import { startSimulatorProcess } from './simulator-process.ts'

/**
 * Starts what the embedded stack is made of, with its state in the folder: the simulator, unless the functions call WeChat
 * Pay itself, and the stack, whose queue is worked from `work` on. `onFailure` hears why it can go on no more. Rejects, with nothing left open, if a part
 * does not start.
 */
export async function startParts(
  { folder, secret, credential, settings, root }: HostOptions,
  onFailure: (cause: unknown) => void,
): Promise<{ endpoints: Endpoints; work(): void; close(): Promise<void> }> {
  // Of this start only; what the functions log is kept longer.
  truncateSync(join(folder, 'host.log'))
  const log = openLogFile(join(folder, 'functions.log'))
  // Loading the stack takes as long as the simulator does to start.
  const [simulator, { startStack }] = await Promise.all([
    secret === undefined ? startSimulatorProcess(settings.simulator, { folder: join(folder, 'simulator') }) : undefined,
    import('./aws/stack.ts'),
  ])
  let isClosing = false
  simulator?.ended.then(cause => isClosing || onFailure(cause))
  const closeSimulator = async () => {
    isClosing = true
    await simulator?.close()
  }
  try {
    const stack = await startStack({
      folder,
      secret: secret ?? simulator?.secrets[credential] ?? '',
      ...(simulator && { wechatPayUrl: simulator.url }),
      environment: settings.environment,
      onLog: log.write,
      onFailure,
      polls: false,
      ...(root !== undefined && { root }),
    })
    const { apiUrl, queueUrl, deadLetterQueueUrl, tableName, secretId, dynamodb, sqs } = stack
    const endpoints = { apiUrl, queueUrl, deadLetterQueueUrl, tableName, secretId, dynamodb, sqs }
    return {
      endpoints: { ...endpoints, ...(simulator && { simulatorUrl: simulator.url }) },
      work: stack.poll,
      async close() {
        await stack.close()
        await closeSimulator()
        log.close()
      },
    }
  } catch (cause) {
    await closeSimulator()
    throw cause
  }
}
