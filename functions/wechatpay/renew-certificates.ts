import type { Clock, Log } from '../ports.ts'
import type { Credential } from './credential.ts'
import { CredentialError } from './credential-error.ts'
import type { CredentialErrorCode } from './credential-faults.ts'
import type { FetchCertificates } from './fetch-certificates.ts'
import type { Loaded, Renewal } from './load-credential.ts'
import type { PlatformCertificate } from './platform-certificate.ts'

/** WeChat Pay asks for intervals under 12 hours (CONTRACT.md 5.3); this is the Java SDK's. */
const RENEWED_EVERY_MS = 3_600_000
/** After a fetch that failed, and between two that an unknown serial is the reason of. */
const PAUSE_MS = 60_000

export type Renewals = {
  /** When certificates are to be fetched next; never, in public-key mode. */
  dueAt(): number
  /** Why the last fetch came to nothing, if it did. */
  failure(): CredentialError | undefined
  /**
   * The credential, with the newest certificates there are. They are fetched when that is due, or at once (but at most once
   * a minute) when `searching`. If that fails those in hand stay, which is said once; without any it rejects.
   */
  complete(loaded: Loaded, searching: boolean): Promise<Credential>
}

export function createRenewals(ports: {
  fetchCertificates: FetchCertificates
  clock: Pick<Clock, 'now'>
  log: Log
}): Renewals {
  const { fetchCertificates, clock, log } = ports
  let current: Renewal | undefined
  let inHand: readonly PlatformCertificate[] = []
  let dueAt = 0
  let searchableAt = 0
  let failure: CredentialError | undefined
  let said: CredentialErrorCode | undefined

  async function renew(renewal: Renewal): Promise<void> {
    searchableAt = clock.now() + PAUSE_MS
    try {
      inHand = await fetchCertificates(renewal, [...renewal.given, ...inHand])
      dueAt = clock.now() + RENEWED_EVERY_MS
      failure = undefined
      said = undefined
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error
      dueAt = clock.now() + PAUSE_MS
      failure = error
    }
  }

  /** Another version of the secret: what was fetched before is WeChat Pay's and serves on, if the merchant is the same. */
  function begin(renewal: Renewal): void {
    if (current?.signer.id !== renewal.signer.id) inHand = []
    current = renewal
    dueAt = 0
    failure = undefined
  }

  return {
    dueAt: () => (current ? dueAt : Number.POSITIVE_INFINITY),
    failure: () => (current ? failure : undefined),

    async complete({ credential, renewal }, searching) {
      if (!renewal) {
        current = undefined
        if (!credential) throw new CredentialError('no_wechatpay_key')
        return credential
      }
      if (renewal !== current) begin(renewal)
      const now = clock.now()
      if (now >= dueAt || (searching && now >= searchableAt)) await renew(renewal)
      const completed = renewal.complete(inHand, clock.now())
      if (!completed) throw failure ?? new CredentialError('certificates_unreachable')
      if (failure && failure.code !== said) {
        said = failure.code
        log.warn('certificates_not_renewed', { code: failure.code, fault: failure.message })
      }
      return completed
    },
  }
}
