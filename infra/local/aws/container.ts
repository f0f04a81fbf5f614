import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { CREDENTIALS, functionArn, REGION } from './names.ts'
import { type Result, startRuntimeApi } from './runtime-api.ts'

/** A function as AWS knows it. `handler` is relative to `taskRoot`, without the file's extension: `dist/http/index.handler`. */
export type FunctionConfig = {
  name: string
  taskRoot: string
  handler: string
  timeoutMs: number
  memoryMb: number
  logFormat: 'Text' | 'JSON'
  environment: Record<string, string>
}

export type Container = {
  /**
   * Runs one invocation, to its end or the function's timeout; a container that timed out is dead. `onHandedOver` is
   * called when the runtime, once the function is initialised, takes it.
   */
  invoke(event: unknown, onHandedOver?: () => void): Promise<Result>
  kill(): void
  /** False as soon as the process was killed or has ended by itself. */
  alive(): boolean
  /** Settles when the process has ended. */
  ended: Promise<void>
}

/** AWS stops an initialisation after 10 s and runs it again within the first invocation, under the function's timeout. */
const INIT_MS = 10_000

const RUNTIME = createRequire(import.meta.url).resolve('aws-lambda-ric')
const PRELOAD = fileURLToPath(new URL('./runtime-preload.ts', import.meta.url))

/** Starts a process that runs AWS's own runtime loop on the function. `onLog` gets each line of its stdout and stderr. */
export async function startContainer(config: FunctionConfig, onLog: (line: string) => void): Promise<Container> {
  const api = await startRuntimeApi()
  const child = spawn(process.execPath, ['--import', PRELOAD, RUNTIME], {
    cwd: config.taskRoot,
    env: { ...config.environment, ...runtimeEnvironment(config, api.address) },
    stdio: 'pipe',
  })
  createInterface({ input: child.stdout }).on('line', onLog)
  createInterface({ input: child.stderr }).on('line', onLog)

  let alive = true
  const kill = () => {
    alive = false
    child.kill('SIGKILL')
  }
  const exit = once(child, 'exit').then(
    ([code, signal]) => (signal ? `signal: ${signal}` : code ? `exit status ${code}` : undefined),
    error => String(error),
  )
  const ended = exit.then(() => {
    alive = false
    return api.close()
  })

  return {
    invoke: async (event, onHandedOver) => {
      const requestId = randomUUID()
      const expiry = startExpiry(INIT_MS + config.timeoutMs)
      const invocation = { requestId, event, functionArn: functionArn(config.name), timeoutMs: config.timeoutMs }
      const result = await Promise.race([
        api.invoke(invocation, () => {
          expiry.restart(config.timeoutMs)
          onHandedOver?.()
        }),
        exit.then(how => died(requestId, how)),
        expiry.expired.then(() => {
          kill()
          return timedOut(requestId, config.timeoutMs)
        }),
      ])
      expiry.clear()
      return result
    },
    kill,
    alive: () => alive,
    ended,
  }
}

/** The variables that Lambda itself sets; the names are those of "Defined runtime environment variables". */
const runtimeEnvironment = (config: FunctionConfig, api: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  TZ: ':UTC',
  _HANDLER: config.handler,
  LAMBDA_TASK_ROOT: config.taskRoot,
  AWS_LAMBDA_RUNTIME_API: api,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: config.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_FORMAT: config.logFormat,
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: `local/[$LATEST]${randomUUID().replaceAll('-', '')}`,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_SESSION_TOKEN: 'local',
})

const timedOut = (requestId: string, timeoutMs: number): Result => ({
  error: {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  },
})

const died = (requestId: string, how: string | undefined): Result => ({
  error: {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited ${how ? `with error: ${how}` : 'without providing a reason'}`,
  },
})

/** A timer that can be set anew. */
function startExpiry(ms: number) {
  const { promise: expired, resolve } = Promise.withResolvers<void>()
  let timer = setTimeout(resolve, ms)
  const clear = () => clearTimeout(timer)
  return {
    expired,
    clear,
    restart: (ms: number) => {
      clear()
      timer = setTimeout(resolve, ms)
    },
  }
}
