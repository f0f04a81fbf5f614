const LF = Buffer.from('\n')

/** What a request signature covers: five parts, each closed by one LF, the last too (CONTRACT.md 4.1). */
export function requestMessage(request: {
  method: string
  /** Path and query, byte for byte as they are sent. */
  path: string
  /** Seconds since 1970. */
  timestamp: string
  nonce: string
  body: Uint8Array | undefined
}): Buffer {
  const { method, path, timestamp, nonce, body } = request
  return closed(`${method}\n${path}\n${timestamp}\n${nonce}\n`, body)
}

/** What an answer's signature covers: three parts, over the body's raw bytes (CONTRACT.md 4.3). */
export function answerMessage(answer: { timestamp: string; nonce: string; body: Uint8Array }): Buffer {
  return closed(`${answer.timestamp}\n${answer.nonce}\n`, answer.body)
}

function closed(head: string, body: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.concat([Buffer.from(head), body, LF])
}
