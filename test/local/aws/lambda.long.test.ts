import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { FunctionConfig } from '../../../infra/local/aws/container.ts'
import { createFunction, type LambdaFunction } from '../../../infra/local/aws/lambda.ts'
import { CREDENTIALS } from '../../../infra/local/aws/names.ts'

// Processes and windows of seconds, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const HANGING = fileURLToPath(new URL('./hanging-container.ts', import.meta.url))

let taskRoot: string
const functions: LambdaFunction[] = []

/** Handlers as bundles are: what each test needs is chosen by the event. */
const BUNDLE = `
let calls = 0
exports.handler = async (event, context) => {
  calls++
  if (event.hang) { console.log('pid ' + process.pid); for (;;) await new Promise(resolve => setTimeout(resolve, 1000)) }
  if (event.say) { console.log(event.say); console.error('and this') }
  if (event.wait) await new Promise(resolve => setTimeout(resolve, event.wait))
  if (event.fail) throw new TypeError(event.fail)
  if (event.exit !== undefined) process.exit(event.exit)
  return {
    pid: process.pid, calls, event, environment: process.env, version: process.versions.node,
    remaining: context.getRemainingTimeInMillis(), requestId: context.awsRequestId, name: context.functionName,
    arn: context.invokedFunctionArn, memory: context.memoryLimitInMB, directory: process.cwd(),
  }
}
exports.nothing = async () => {}
exports.callback = (event, context, callback) => callback(null, 'old')
`

beforeAll(async () => {
  taskRoot = await mkdtemp(join(tmpdir(), 'lambda-'))
  await writeFile(join(taskRoot, 'index.cjs'), BUNDLE)
  await writeFile(join(taskRoot, 'esm.mjs'), 'export const handler = async event => ({ esm: event })')
  await writeFile(join(taskRoot, 'broken.mjs'), 'throw new Error("cannot start")')
})

afterEach(async () => {
  await Promise.all(functions.splice(0).map(fn => fn.close()))
})

afterAll(() => rm(taskRoot, { recursive: true }))

function make(
  config: Partial<FunctionConfig> = {},
  more: { concurrency?: number; onLog?: (line: string) => void } = {},
) {
  const fn = createFunction({
    config: {
      name: 'tried',
      taskRoot,
      handler: 'index.handler',
      timeoutMs: 20_000,
      memoryMb: 512,
      logFormat: 'Text',
      environment: {},
      ...config,
    },
    concurrency: 4,
    ...more,
  })
  functions.push(fn)
  return fn
}

const Pid = v.object({ payload: v.object({ pid: v.number() }) })

const pidOf = async (fn: LambdaFunction) => v.parse(Pid, await fn.invoke({})).payload.pid

describe('an invocation', () => {
  test('gives the handler its event and a context, and returns what it returns', async () => {
    const result = await make({ timeoutMs: 15_000 }).invoke({ hello: '世界' })
    expect(result).toMatchObject({
      payload: {
        event: { hello: '世界' },
        name: 'tried',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:tried',
        memory: '512',
        directory: taskRoot,
        version: process.versions.node,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        remaining: expect.toSatisfy((ms: number) => ms > 0 && ms <= 15_000),
      },
    })
  })

  test('sees its own environment and nothing of the parent', async () => {
    process.env.NOT_FOR_CONTAINERS = 'x'
    const result = await make({ environment: { STATE_TABLE_NAME: 'state' }, logFormat: 'JSON' }).invoke({})
    delete process.env.NOT_FOR_CONTAINERS
    expect(result).toMatchObject({
      payload: {
        environment: {
          STATE_TABLE_NAME: 'state',
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
          AWS_LAMBDA_FUNCTION_NAME: 'tried',
          AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
          AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/tried',
          AWS_LAMBDA_LOG_FORMAT: 'JSON',
        },
      },
    })
    expect(result).not.toHaveProperty('payload.environment.NOT_FOR_CONTAINERS')
    expect(result).not.toHaveProperty('payload.environment.HOME')
  })

  test('of an ES module works as well', async () => {
    expect(await make({ handler: 'esm.handler' }).invoke(1)).toEqual({ payload: { esm: 1 } })
  })

  test('that returns nothing returns null', async () => {
    expect(await make({ handler: 'index.nothing' }).invoke({})).toEqual({ payload: null })
  })

  test('that throws fails with its error, and the container goes on', async () => {
    const fn = make()
    expect(await fn.invoke({ fail: 'bad luck' })).toMatchObject({
      error: {
        errorType: 'TypeError',
        errorMessage: 'bad luck',
        trace: expect.arrayContaining(['TypeError: bad luck']),
      },
    })
    expect(await fn.invoke({})).toMatchObject({ payload: { calls: 2 } })
  })

  test.each([
    [1, 'Runtime exited with error: exit status 1'],
    [0, 'Runtime exited without providing a reason'],
  ])('that exits with %i fails, and the next gets a new container', async (exit, message) => {
    const fn = make()
    expect(await fn.invoke({ exit })).toMatchObject({
      error: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining(message) },
    })
    expect(await fn.invoke({})).toMatchObject({ payload: { calls: 1 } })
  })

  test('that outlasts the timeout fails as on AWS, and its container is gone', async () => {
    const fn = make({ timeoutMs: 300 })
    expect(await fn.invoke({ wait: 60_000 })).toMatchObject({
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringContaining('Task timed out after 0.30 seconds'),
      },
    })
    expect(await fn.invoke({})).toMatchObject({ payload: { calls: 1 } })
  })

  test('of a function that cannot start fails with the reason', async () => {
    expect(await make({ handler: 'broken.handler' }).invoke({})).toMatchObject({
      error: { errorMessage: 'cannot start' },
    })
    expect(await make({ handler: 'index.missing' }).invoke({})).toMatchObject({
      error: { errorType: 'Runtime.HandlerNotFound' },
    })
  })

  test('of a handler with a callback is refused, as nodejs24.x does', async () => {
    expect(await make({ handler: 'index.callback' }).invoke({})).toMatchObject({
      error: { errorType: 'Runtime.CallbackHandlerDeprecated' },
    })
  })
})

describe('containers', () => {
  test('are reused when idle', async () => {
    const fn = make()
    const pid = await pidOf(fn)
    expect(await fn.invoke({})).toMatchObject({ payload: { calls: 2, pid } })
  })

  test('run one invocation each, up to the concurrency; beyond it an invocation is throttled', async () => {
    const fn = make({}, { concurrency: 2 })
    const results = await Promise.all([fn.invoke({ wait: 200 }), fn.invoke({ wait: 200 }), fn.invoke({})])
    expect(results[2]).toMatchObject({ error: { errorType: 'TooManyRequestsException' } })
    expect(results.slice(0, 2)).toMatchObject([{ payload: { calls: 1 } }, { payload: { calls: 1 } }])
    expect(await fn.invoke({})).toMatchObject({ payload: { calls: 2 } })
  })

  test('can be killed at work: the invocation fails, and a new one works', async () => {
    const started = Promise.withResolvers<void>()
    const fn = make({}, { concurrency: 1, onLog: line => line.includes('busy') && started.resolve() })
    const running = fn.invoke({ say: 'busy', wait: 60_000 })
    await started.promise
    const killed = fn.kill()
    expect(await fn.invoke({})).toMatchObject({ payload: { calls: 1 } })
    expect(await running).toMatchObject({ error: { errorType: 'Runtime.ExitError' } })
    await killed
  })

  test('end when the process that started them is killed', async () => {
    const parent = spawn(process.execPath, [HANGING, taskRoot], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(createInterface({ input: parent.stdout }), 'line')
    const container = Number(/pid (\d+)/.exec(line)?.[1])
    expect(process.kill(container, 0)).toBe(true)
    parent.kill('SIGKILL')
    await vi.waitFor(() => expect(() => process.kill(container, 0)).toThrow('ESRCH'), { timeout: 10_000 })
  })

  test('write their logs, line by line', async () => {
    const lines: string[] = []
    const complete = Promise.withResolvers<void>()
    const onLog = (line: string) => {
      lines.push(line)
      if (lines.length === 2) complete.resolve()
    }
    await make({}, { onLog }).invoke({ say: 'first' })
    await complete.promise
    expect(lines).toEqual([expect.stringContaining('first'), expect.stringContaining('and this')])
  })

  test('are all gone after close, and further invocations are refused', async () => {
    const fn = make()
    const running = fn.invoke({ wait: 60_000 })
    const idle = await pidOf(fn)
    await fn.close()
    expect(await running).toMatchObject({ error: { errorType: 'Runtime.ExitError' } })
    expect(() => process.kill(idle, 0)).toThrow('ESRCH')
    expect(await fn.invoke({})).toMatchObject({ error: { errorMessage: 'The local stack is closed.' } })
  })
})
