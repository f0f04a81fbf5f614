import type { ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import type { Fault } from './faults.ts'

const HUGE_BYTES = 2 * 1024 * 1024

/** Shorter texts in base64 are no ciphertext. */
const CIPHERTEXT = /[A-Za-z0-9+/]{300,}={0,2}/

/** The answer as the fault spoils it before it is signed. White space after JSON changes nothing but its size. */
export function spoilAnswer(answer: Answer, body: Fault['body']): Answer {
  if (body === 'huge') return { ...answer, text: answer.text + ' '.repeat(HUGE_BYTES - Buffer.byteLength(answer.text)) }
  if (body === 'not json') return { ...answer, contentType: 'text/html; charset=utf-8' }
  if (body === 'flipped') return { ...answer, text: answer.text.replace(CIPHERTEXT, flipBit) }
  return answer
}

function flipBit(ciphertext: string): string {
  const bytes = Buffer.from(ciphertext, 'base64')
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  return bytes.toString('base64')
}

/** Writes an answer; resolves to whether all of it left before the connection went. */
export function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  headers: Record<string, string>,
  body: Fault['body'],
): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false)
  const bytes = Buffer.from(answer.text)
  response.writeHead(answer.status, {
    'Content-Type': answer.contentType,
    'Content-Length': bytes.length,
    ...answer.headers,
    ...headers,
  })
  const gone = new Promise<boolean>(resolve => response.once('close', () => resolve(response.writableFinished)))
  // Ended, not reset: a reset would take back the half that was sent.
  if (body === 'cut short') response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.end())
  else response.end(bytes)
  return gone
}

/** Takes the connection away without an answer. */
export function cutConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}
