import type { Clock, Credentials, Identity, Log } from '../ports.ts'
import type { Credential } from './credential.ts'
import { CredentialError } from './credential-error.ts'
import type { FetchCertificates } from './fetch-certificates.ts'
import { type Loaded, loadCredential } from './load-credential.ts'
import { type KeptKeys, openKeptKeys } from './open-kept-keys.ts'
import { createRenewals } from './renew-certificates.ts'

/** Where the credential secret is kept. Rejects if it cannot be reached. */
export type SecretSource = { read(): Promise<{ text: string; versionId: string }> }

/** The credential in hand, or why the secret's newest version cannot be used. */
export type Held = Credential | CredentialError

export type HeldCredentials = Credentials & {
  /** One snapshot: who signs, encrypts and verifies with it uses keys of one version. */
  held(): Promise<Held>
  /** As `held`, but reads secret and certificates once more, at most once a minute, if no key is held under this serial. */
  holding(serial: string): Promise<Held>
  /** Its own key did not work. Unless that passes by itself, the credential is broken until another reading finds it well. */
  report(credential: Credential, error: CredentialError): void
  /** What a sender needs to encrypt by itself. Rejects with a CredentialError where the secret cannot be used. */
  encryptionKey(): Promise<{ wechatpay_serial: string; public_key: string }>
}

const TTL_MS = 300_000
/** After a failed reading, and between two searches for an unknown serial: an outage or a forger must not cost a read a call. */
const PAUSE_MS = 60_000

/**
 * The credential of a secret, read at first use and every 5 minutes, several readers at once sharing one reading.
 * If a later reading fails the version in hand stays in use, with a warning, and is read again after a minute. A
 * newest version that is broken is not covered up by an older one: it is the state until it is mended. `kept`: the
 * merchant's keys, where they are not in the secret; they are opened anew with each version. A secret without WeChat
 * Pay's public key has its platform certificates fetched, every hour and when a serial is unknown.
 */
export function createCredentials(ports: {
  source: SecretSource
  kept?: KeptKeys
  fetchCertificates: FetchCertificates
  clock: Pick<Clock, 'now'>
  log: Log
}): HeldCredentials {
  const { source, kept, clock, log } = ports
  const renewals = createRenewals(ports)
  let known: { held: Held; versionId: string; loaded?: Loaded } | undefined
  let dueAt = 0
  let reading: Promise<Held> | undefined
  let searching: Promise<Held> | undefined
  let searchableAt = 0
  let certificatesWanted = false
  let unreadable: CredentialError | undefined

  async function read(): Promise<Held> {
    try {
      const { text, versionId } = await source.read().catch(cause => {
        throw new CredentialError('secret_unavailable', { cause })
      })
      const held = await make(text, versionId)
      unreadable = undefined
      dueAt = clock.now() + TTL_MS
      return held
    } catch (error) {
      if (error instanceof CredentialError) unreadable = error
      dueAt = clock.now() + PAUSE_MS
      throw error
    }
  }

  async function make(text: string, versionId: string): Promise<Held> {
    // What is broken is made anew: it may have been mended elsewhere than in the secret.
    const same = known?.versionId === versionId && !(known.held instanceof CredentialError) ? known.loaded : undefined
    const search = certificatesWanted
    certificatesWanted = false
    try {
      const loaded = same ?? (await load(text, versionId))
      return adopt({ held: await renewals.complete(loaded, search), versionId, loaded })
    } catch (error) {
      if (!(error instanceof CredentialError) || error.passing) throw error
      return adopt({ held: error.of(versionId), versionId })
    }
  }

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

  function readOnce(): Promise<Held> {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }

  async function held(): Promise<Held> {
    if (!known) return readOnce()
    const inHand = known.held
    if (clock.now() < Math.min(dueAt, renewals.dueAt())) return inHand
    return readOnce().catch(() => {
      log.warn('credential_not_refreshed')
      return inHand
    })
  }

  async function holding(serial: string): Promise<Held> {
    const inHand = await held()
    if (!lacks(inHand, serial)) return inHand
    if (!searching && clock.now() < searchableAt) return inHand
    searching ??= search(serial).finally(() => {
      searching = undefined
    })
    return searching.catch(() => inHand)
  }

  function search(serial: string): Promise<Held> {
    searchableAt = clock.now() + PAUSE_MS
    certificatesWanted = !serial.toUpperCase().startsWith('PUB_KEY_ID_')
    return readOnce()
  }

  return {
    held,
    holding,
    current: async () => identify(await held()),
    async refresh() {
      certificatesWanted = true
      return identify(await readOnce())
    },
    async holds(serial) {
      const found = await holding(serial)
      if (!lacks(found, serial)) return true
      // It may be in the version, or among the certificates, that could not be read.
      const unread = unreadable ?? renewals.failure()
      if (unread) throw unread
      return false
    },
    report(credential, error) {
      if (error.passing) return log.warn('signing_failed', tell(error))
      if (known?.held !== credential) return
      adopt({ held: error.of(known.versionId), versionId: known.versionId })
      dueAt = clock.now() + PAUSE_MS
    },
    async encryptionKey() {
      const credential = usable(await held())
      const { serial, key } = credential.encryption
      return { wechatpay_serial: serial, public_key: key.export({ type: 'spki', format: 'pem' }).toString() }
    },
  }
}

/** The credential, or the CredentialError thrown. */
export function usable(held: Held): Credential {
  if (held instanceof CredentialError) throw held
  return held
}

function lacks(held: Held, serial: string): boolean {
  return !(held instanceof CredentialError) && !held.wechatpayKeys.has(serial.toUpperCase())
}

function tell({ code, message, cause }: CredentialError): Record<string, string> {
  return { code, fault: message, ...(cause instanceof Error && { cause: cause.name }) }
}

function identify(held: Held): Identity {
  if (held instanceof CredentialError) return { version: held.versionId ?? '', usable: false }
  return { version: held.version, usable: true, ...(held.variant === 'brand' && { brandId: held.id }) }
}
