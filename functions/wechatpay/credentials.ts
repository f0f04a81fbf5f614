import type { Clock, Credentials, Identity, Log } from '../ports.ts'
import type { Credential } from './credential.ts'
import { CredentialError } from './credential-error.ts'
import type { FetchCertificates } from './fetch-certificates.ts'
import { createMakeCredential, type Held, tell } from './make-credential.ts'
import type { KeptKeys } from './open-kept-keys.ts'

/** Where the credential secret is kept. Rejects if it cannot be reached. */
export type SecretSource = { read(): Promise<{ text: string; versionId: string }> }

export type HeldCredentials = Credentials & {
  /** One snapshot: who signs, encrypts and verifies with it uses keys of one version. */
  held(): Promise<Held>
  /** As `held`, but reads secret and certificates once more if no key is held under this serial; once a minute for each. */
  holding(serial: string): Promise<Held>
  /** Its own key did not work. Unless that passes by itself, the credential is broken until another reading finds it well. */
  report(credential: Credential, error: CredentialError): void
  /** What a sender needs to encrypt by itself, read anew. Rejects with a CredentialError where the secret cannot be used. */
  encryptionKey(): Promise<{ wechatpay_serial: string; public_key: string }>
}

const TTL_MS = 300_000
/** After a failed reading, and between two searches for one unknown serial: an outage must not cost a read a call. */
const PAUSE_MS = 60_000
/** Serials searched for in that time. Each rotation brings one; whoever makes them up must not cost a read a call either. */
const MOST_SEARCHES = 10
/** A key that is handed out serves elsewhere for a while: one that is minutes old could be retired before it is used. */
const HANDED_OUT_MS = 5_000

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
  const { source, clock, log } = ports
  const maker = createMakeCredential(ports)
  let dueAt = 0
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<Held> | undefined
  let searching: Promise<Held> | undefined
  const searchedAt = new Map<string, number>()
  let unreadable: CredentialError | undefined

  async function read(): Promise<Held> {
    try {
      const secret = await source.read().catch(cause => {
        throw new CredentialError('secret_unavailable', { cause })
      })
      const held = await maker.make(secret)
      unreadable = undefined
      readAt = clock.now()
      dueAt = readAt + TTL_MS
      return held
    } catch (error) {
      if (error instanceof CredentialError) unreadable = error
      dueAt = clock.now() + PAUSE_MS
      throw error
    }
  }

  function readOnce(): Promise<Held> {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }

  async function held(): Promise<Held> {
    const inHand = maker.inHand()
    if (!inHand) return readOnce()
    if (clock.now() < Math.min(dueAt, maker.dueAt())) return inHand
    return readOr(inHand)
  }

  function readOr(inHand: Held): Promise<Held> {
    return readOnce().catch(() => {
      log.warn('credential_not_refreshed')
      return inHand
    })
  }

  async function holding(serial: string): Promise<Held> {
    const inHand = await held()
    if (!lacks(inHand, serial)) return inHand
    if (!searching && !maySearch(serial.toUpperCase())) return inHand
    searching ??= search(serial).finally(() => {
      searching = undefined
    })
    return searching.catch(() => inHand)
  }

  function maySearch(serial: string): boolean {
    const now = clock.now()
    for (const [searched, at] of searchedAt) if (now >= at + PAUSE_MS) searchedAt.delete(searched)
    return !searchedAt.has(serial) && searchedAt.size < MOST_SEARCHES
  }

  function search(serial: string): Promise<Held> {
    searchedAt.set(serial.toUpperCase(), clock.now())
    if (!serial.toUpperCase().startsWith('PUB_KEY_ID_')) maker.wantCertificates()
    return readOnce()
  }

  return {
    held,
    holding,
    current: async () => identify(await held()),
    async refresh() {
      maker.wantCertificates()
      return identify(await readOnce())
    },
    async holds(serial) {
      const found = await holding(serial)
      if (!lacks(found, serial)) return true
      // It may be in the version, or among the certificates, that could not be read.
      const unread = unreadable ?? maker.failure()
      if (unread) throw unread
      return false
    },
    report(credential, error) {
      if (error.passing) return log.warn('signing_failed', tell(error))
      if (maker.takeBack(credential, error)) dueAt = clock.now() + PAUSE_MS
    },
    async encryptionKey() {
      const inHand = await held()
      const credential = usable(clock.now() < readAt + HANDED_OUT_MS ? inHand : await readOr(inHand))
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

function identify(held: Held): Identity {
  if (held instanceof CredentialError) return { version: held.versionId ?? '', usable: false }
  return { version: held.version, usable: true, ...(held.variant === 'brand' && { brandId: held.id }) }
}
