import type { Clock, Log } from '../ports.ts'
import type { Credential } from './credential.ts'
import { CredentialError } from './credential-error.ts'
import type { FetchCertificates } from './fetch-certificates.ts'
import { type Loaded, loadCredential } from './load-credential.ts'
import { type KeptKeys, openKeptKeys } from './open-kept-keys.ts'
import { createRenewals } from './renew-certificates.ts'

/** The credential in hand, or why the secret's newest version cannot be used. */
export type Held = Credential | CredentialError

export type MakeCredential = {
  /** What was made last. */
  inHand(): Held | undefined
  /** When it is to be made again even if the secret is the same; ms. */
  dueAt(): number
  /** Makes it of the secret as it was read. Rejects with a CredentialError while what else is needed cannot be had. */
  make(secret: { text: string; versionId: string }): Promise<Held>
  /** Has the next making fetch platform certificates, if there are any to be fetched. */
  wantCertificates(): void
  /** Why the platform certificates could not be fetched last, if they could not. */
  failure(): CredentialError | undefined
  /** Takes a credential back whose own key failed for good. False if it is in use no more. */
  takeBack(credential: Credential, error: CredentialError): boolean
}

/**
 * One credential of a version of the secret, of the keys that are kept elsewhere (opened with each version) and of the
 * platform certificates that there are. What is broken is made anew each time: it may be mended without another version.
 */
export function createMakeCredential(ports: {
  kept?: KeptKeys
  fetchCertificates: FetchCertificates
  clock: Pick<Clock, 'now'>
  log: Log
}): MakeCredential {
  const { kept, clock, log } = ports
  const renewals = createRenewals(ports)
  let known: { held: Held; versionId: string; loaded?: Loaded } | undefined
  let certificatesWanted = false

  async function load(text: string, versionId: string): Promise<Loaded> {
    const own = kept && (await openKeptKeys(kept))
    const loaded = loadCredential(text, versionId, { now: clock.now(), kept: own })
    if (loaded.privateKeyLeft) log.warn('private_key_left', { mend: 'KMS signs: remove it from the secret.' })
    return loaded
  }

  /** A fault is said once, as long as it stays the same. */
  function adopt(made: NonNullable<typeof known>): Held {
    const { held } = made
    const before = known?.held
    known = made
    if (!(held instanceof CredentialError)) return held
    const said =
      before instanceof CredentialError && before.message === held.message && before.versionId === held.versionId
    if (!said) log.warn('credential_broken', { ...tell(held), version: held.versionId ?? '' })
    return held
  }

  return {
    inHand: () => known?.held,
    dueAt: renewals.dueAt,
    failure: renewals.failure,
    wantCertificates: () => {
      certificatesWanted = true
    },

    async make({ text, versionId }) {
      const wanted = certificatesWanted
      certificatesWanted = false
      try {
        const same = known?.versionId === versionId ? known.loaded : undefined
        const loaded = same ?? (await load(text, versionId))
        return adopt({ held: await renewals.complete(loaded, wanted), versionId, loaded })
      } catch (error) {
        if (!(error instanceof CredentialError) || error.passing) throw error
        return adopt({ held: error.of(versionId), versionId })
      }
    },

    takeBack(credential, error) {
      if (known?.held !== credential) return false
      adopt({ held: error.of(known.versionId), versionId: known.versionId })
      return true
    },
  }
}

/** A CredentialError as facts of a log entry: no value is in it. */
export function tell({ code, message, cause }: CredentialError): { code: string; fault: string; cause?: string } {
  return { code, fault: message, ...(cause instanceof Error && { cause: cause.name }) }
}
