import type { ApiAnswer } from './target.ts'

/** An answer of the API, its body parsed where it is JSON. */
export async function readAnswer(response: Response): Promise<ApiAnswer> {
  const seconds = Number(response.headers.get('retry-after') ?? 1)
  const text = await response.text()
  return { status: response.status, retryAfterMs: (Number.isFinite(seconds) ? seconds : 1) * 1_000, body: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
