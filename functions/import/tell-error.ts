/** What a log may say of an error: its names and code. Messages can quote what was sent. */
export function tellError(error: unknown): { error: string; code?: string; cause?: string } {
  if (!(error instanceof Error)) return { error: 'unknown' }
  return {
    error: error.name,
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    ...(error.cause instanceof Error && { cause: error.cause.name }),
  }
}
