import { randomUUID } from 'node:crypto'
import { type Listener, listen, readBody } from './http.ts'

/** An error as AWS's JSON protocols send it: `body` has `__type` and a message. */
export class ServiceError extends Error {
  readonly statusCode: number
  readonly body: Record<string, unknown>

  constructor(type: string, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.statusCode = 400
    this.body = { __type: type, message, ...details }
  }
}

/** Serves one operation; errors that carry `statusCode` and `body` (ServiceError's, dynalite's) are sent as they are. */
export type Perform = (
  operation: string,
  input: Record<string, unknown>,
  authorization: string | undefined,
) => Promise<unknown>

/**
 * A service that speaks AWS JSON 1.0 or 1.1: the operation is in `X-Amz-Target`, input and output are JSON. `onFailure`
 * hears of files that cannot be written.
 */
export function startJsonService(perform: Perform, onFailure?: (cause: unknown) => void): Promise<Listener> {
  const watched: Perform = async (...call) => {
    try {
      return await perform(...call)
    } catch (error) {
      if (isOfFiles(error)) onFailure?.(error)
      throw error
    }
  }
  return listen(async (request, response) => {
    const answer = (statusCode: number, body: unknown) => {
      response.writeHead(statusCode, {
        'Content-Type': request.headers['content-type'] ?? 'application/json',
        'x-amzn-RequestId': randomUUID(),
      })
      response.end(JSON.stringify(body))
    }
    try {
      const operation = String(request.headers['x-amz-target']).split('.').pop() ?? ''
      answer(200, await watched(operation, parse(await readBody(request)), request.headers.authorization))
    } catch (error) {
      if (hasBody(error)) answer(error.statusCode, error.body)
      else answer(500, { __type: 'InternalServerError', message: String(error) })
    }
  })
}

function parse(body: Buffer | undefined): Record<string, unknown> {
  try {
    return JSON.parse(String(body))
  } catch {
    throw new ServiceError('SerializationException', 'The body is not JSON.')
  }
}

function hasBody(error: unknown): error is { statusCode: number; body: unknown } {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && 'body' in error
}

/** Of the operating system, or of LevelDB. */
const isOfFiles = (error: unknown) =>
  error instanceof Error && ('syscall' in error || ('code' in error && String(error.code).startsWith('LEVEL_')))
