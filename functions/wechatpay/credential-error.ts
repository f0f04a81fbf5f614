import { CREDENTIAL_FAULTS, type CredentialErrorCode } from './credential-faults.ts'

/** What passes by itself: everything that is needed may be in order. */
const PASSING: ReadonlySet<CredentialErrorCode> = new Set([
  'secret_unavailable',
  'key_unavailable',
  'certificates_unreachable',
])

/** What can be mended where it is, without another version of the secret. */
const MENDED_ELSEWHERE: ReadonlySet<CredentialErrorCode> = new Set([
  'key_access_denied',
  'key_missing',
  'key_disabled',
  'key_unfit',
  'key_of_other_certificate',
  'keys_differ',
  'certificates_refused',
  'certificates_absent',
  'certificates_untrusted',
])

/**
 * Why the credential secret cannot be used: a stable code, the field, and a message that says what to do. Never a
 * value. `versionId` is the version of the secret that was read; where the fault can be mended without another one, the
 * code is added to it, so that it differs from what is read when all is well again.
 */
export class CredentialError extends Error {
  readonly code: CredentialErrorCode
  readonly field: string | undefined
  readonly versionId: string | undefined

  constructor(code: CredentialErrorCode, where: { field?: string; versionId?: string; cause?: unknown } = {}) {
    const { sentence, mend } = CREDENTIAL_FAULTS[code]
    super(`${where.field ? `${where.field}: ` : ''}${sentence} ${mend}`, { cause: where.cause })
    this.name = 'CredentialError'
    this.code = code
    this.field = where.field
    const elsewhere = where.versionId !== undefined && MENDED_ELSEWHERE.has(code)
    this.versionId = elsewhere ? `${where.versionId}:${code}` : where.versionId
  }

  /** The same, found in that version of the secret. */
  of(versionId: string): CredentialError {
    return new CredentialError(this.code, { ...(this.field && { field: this.field }), versionId, cause: this.cause })
  }

  /** Whether it passes by itself. */
  get passing(): boolean {
    return PASSING.has(this.code)
  }
}
