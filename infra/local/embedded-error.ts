/** Why the embedded stack cannot be used, or can be used no more. */
export const EMBEDDED_CODES = [
  'folder_unusable',
  'folder_in_use',
  'other_settings',
  'disk_full',
  'packaging_failed',
  'host_failed',
  'host_died',
] as const
export type EmbeddedCode = (typeof EMBEDDED_CODES)[number]

/** `message` is a sentence for the operator, `mend` what to do about it. */
export class EmbeddedError extends Error {
  readonly code: EmbeddedCode
  readonly mend: string

  constructor(code: EmbeddedCode, message: string, mend: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.mend = mend
  }
}

/** As the system, SQLite (result codes, the low byte) and LevelDB say it. */
const SIGNS: readonly [code: EmbeddedCode, signs: readonly (string | number)[]][] = [
  ['disk_full', ['ENOSPC', 'EDQUOT', 13]],
  ['folder_in_use', ['LEVEL_LOCKED', 5]],
  ['folder_unusable', ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ENAMETOOLONG', 'ELOOP', 8, 14]],
]

/** What a failure means for the files in `folder`; whatever is not known is `host_failed`, with its own message. */
export function explainFailure(cause: unknown, folder: string): EmbeddedError {
  if (cause instanceof EmbeddedError) return cause
  const chain = causesOf(cause)
  const signs = chain.flatMap(signsOf)
  const code = SIGNS.find(([, known]) => known.some(sign => signs.includes(sign)))?.[0] ?? 'host_failed'
  const detail = chain.map(({ message }) => message).join(': ')
  const options = { cause }
  if (code === 'disk_full')
    return new EmbeddedError(
      code,
      `The disk of ${folder} is full.`,
      'Make room, then type the same command again: it goes on where it stopped.',
      options,
    )
  if (code === 'folder_in_use')
    return new EmbeddedError(
      code,
      `The folder ${folder} is in use by another process, which does not answer.`,
      'End that process, or wait until it has ended, and type the same command again.',
      options,
    )
  if (code === 'folder_unusable')
    return new EmbeddedError(
      code,
      `The folder ${folder} cannot be made or written: ${detail}.`,
      'Give your user the right to write there, or type the command in another folder.',
      options,
    )
  return new EmbeddedError(
    code,
    `The embedded stack failed: ${detail}.`,
    `Type the same command again: it goes on where it stopped. If it fails again, see host.log in ${folder}.`,
    options,
  )
}

function causesOf(cause: unknown): Error[] {
  if (!(cause instanceof Error)) return cause === undefined ? [] : [new Error(String(cause))]
  return [cause, ...causesOf(cause.cause)]
}

function signsOf(error: Error): (string | number)[] {
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  const errcode = 'errcode' in error && typeof error.errcode === 'number' ? [error.errcode & 0xff] : []
  // LevelDB has one code for all that its files refuse.
  const said = /no space left|quota exceeded/i.test(error.message) ? ['ENOSPC'] : []
  return [...code, ...errcode, ...said]
}
