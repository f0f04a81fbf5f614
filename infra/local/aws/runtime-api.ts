import type { ServerResponse } from 'node:http'
import * as v from 'valibot'
import { listen, readBody } from './http.ts'

/** What Lambda reports of a function that failed. */
const FunctionError = v.object({
  errorType: v.optional(v.string(), 'Unknown'),
  errorMessage: v.optional(v.string(), ''),
  trace: v.optional(v.array(v.string())),
})

export type FunctionError = v.InferOutput<typeof FunctionError>

/** What an invocation came to: what the handler returned, or why there is nothing. */
export type Result = { payload: unknown } | { error: FunctionError }

export type Invocation = { requestId: string; event: unknown; functionArn: string; timeoutMs: number }

export type RuntimeApi = {
  /** host:port, as AWS_LAMBDA_RUNTIME_API wants it. */
  address: string
  /** Hands the invocation to the runtime as soon as it asks; `onHandedOver` is called then: the timeout runs from there. */
  invoke(invocation: Invocation, onHandedOver: () => void): Promise<Result>
  close(): Promise<void>
}

const PREFIX = '/2018-06-01/runtime'

/** The Runtime API of one container, as in "Using the Lambda runtime API": next, response, error, init/error. */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined
  let current: (Invocation & { resolve(result: Result): void; onHandedOver(): void }) | undefined
  let initError: FunctionError | undefined

  const handOver = () => {
    if (!current || !waiting) return
    waiting.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': current.requestId,
      'Lambda-Runtime-Deadline-Ms': Date.now() + current.timeoutMs,
      'Lambda-Runtime-Invoked-Function-Arn': current.functionArn,
    })
    waiting.end(JSON.stringify(current.event))
    waiting = undefined
    current.onHandedOver()
  }

  const finish = (result: Result) => {
    current?.resolve(result)
    current = undefined
  }

  const listener = await listen(async (request, response) => {
    if (request.url === `${PREFIX}/invocation/next`) {
      waiting = response
      handOver()
      return
    }
    const text = String(await readBody(request))
    const requestId = current?.requestId
    if (request.url === `${PREFIX}/init/error`) {
      initError = v.parse(FunctionError, JSON.parse(text))
      finish({ error: initError })
    } else if (request.url === `${PREFIX}/invocation/${requestId}/response`) {
      finish({ payload: JSON.parse(text) })
    } else if (request.url === `${PREFIX}/invocation/${requestId}/error`) {
      finish({ error: v.parse(FunctionError, JSON.parse(text)) })
    }
    response.writeHead(202).end()
  })

  return {
    address: new URL(listener.url).host,
    invoke: (invocation, onHandedOver) =>
      new Promise(resolve => {
        if (initError) return resolve({ error: initError })
        current = { ...invocation, resolve, onHandedOver }
        handOver()
      }),
    close: listener.close,
  }
}
