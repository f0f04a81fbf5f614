const utf8 = new TextDecoder()

/** The JSON of a verified body; undefined if it is none. */
export function parseAnswer(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body))
  } catch {
    return undefined
  }
}
