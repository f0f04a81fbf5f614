const LF = '\n'

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
  return closed([method, path, timestamp, nonce], body)
}

/** What an answer's signature covers: three parts, over the body's raw bytes (CONTRACT.md 4.3). */
export function answerMessage(answer: { timestamp: string; nonce: string; body: Uint8Array }): Buffer {
  return closed([answer.timestamp, answer.nonce], answer.body)
}

function closed(lines: readonly string[], body: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.concat([Buffer.from(lines.map(line => line + LF).join('')), body, Buffer.from(LF)])
}
