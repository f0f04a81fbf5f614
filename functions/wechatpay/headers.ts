/** Headers of an answer: names in lower case; an array where a header came more than once. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** The value of a header that came exactly once. */
export function single(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

/** WeChat Pay's name for the request, fit for a log line: anything else is dropped. */
export function readRequestId(headers: AnswerHeaders): string | undefined {
  return single(headers, 'request-id')?.match(/^[\x21-\x7e]{1,128}$/)?.[0]
}
