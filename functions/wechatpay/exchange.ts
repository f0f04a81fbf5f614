import type { Dispatcher, Pool } from 'undici'
import type { AnswerHeaders } from './headers.ts'
import type { WireRequest } from './paths.ts'

export type HttpAnswer = { status: number; headers: AnswerHeaders; body: Buffer }

/** No answer. `sent`: a byte of the request may have left; otherwise `error` is why it did not. */
export type ExchangeFault = { sent: boolean; why: 'timeout' | 'connection_lost'; error?: Error }

/**
 * One HTTP exchange on a pool, within `withinMs`. Never rejects. Redirects and content encodings are handed on as
 * they are.
 *
 * A request counts as sent from the moment it is put on a connected socket. Not even EPIPE on its first write proves
 * the contrary: Linux reports a reset that our bytes provoked as EPIPE too, if the peer had closed its side before.
 */
export function exchange(
  pool: Pick<Pool, 'dispatch'>,
  request: WireRequest & { headers: Record<string, string> },
  withinMs: number,
): Promise<HttpAnswer | ExchangeFault> {
  return new Promise(resolve => {
    const { method, path, headers, body = null } = request
    const chunks: Buffer[] = []
    let started: Dispatcher.DispatchController | undefined
    let head: Omit<HttpAnswer, 'body'> | undefined
    let over = false

    const end = (result: HttpAnswer | ExchangeFault) => {
      over = true
      clearTimeout(timer)
      resolve(result)
    }
    const timer = setTimeout(() => {
      end({ sent: started !== undefined, why: 'timeout' })
      started?.abort(new Error('timeout'))
    }, withinMs)

    const options = { method, path, headers, body, headersTimeout: withinMs, bodyTimeout: withinMs }
    pool.dispatch(options, {
      onRequestStart(controller) {
        // Too late, or put on a second socket: an import must never go out twice under one signature.
        if (over || started) controller.abort(new Error('not to be sent'))
        else started = controller
      },
      onResponseStart(_, status, answerHeaders) {
        // After interim answers (1xx) once more, for the final one.
        head = { status, headers: answerHeaders }
      },
      onResponseData(_, chunk) {
        chunks.push(chunk)
      },
      onResponseEnd() {
        end(head ? { ...head, body: Buffer.concat(chunks) } : { sent: true, why: 'connection_lost' })
      },
      onResponseError(_, error) {
        const timedOut = 'code' in error && TIMEOUTS.has(error.code)
        end({ sent: started !== undefined, why: timedOut ? 'timeout' : 'connection_lost', error })
      },
    })
  })
}

const TIMEOUTS = new Set<unknown>(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
