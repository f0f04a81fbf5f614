import type { Clock, Credentials, Identity, Log } from '../ports.ts'
import type { Credential } from './credential.ts'
import { CredentialError } from './credential-error.ts'
import { loadCredential } from './load-credential.ts'
import { type KeptKeys, openKeptKeys } from './open-kept-keys.ts'

/** Where the credential secret is kept. Rejects if it cannot be reached. */
export type SecretSource = { read(): Promise<{ text: string; versionId: string }> }

/** The credential in hand, or why the secret's newest version cannot be used. */
export type Held = Credential | CredentialError

export type HeldCredentials = Credentials & {
  /** One snapshot: who signs, encrypts and verifies with it uses keys of one version. */
  held(): Promise<Held>
  /** As `held`, but reads the secret once more, at most once a minute, if no key is held under this serial. */
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
 * merchant's keys, where they are not in the secret; they are opened anew with each version.
 */
export function createCredentials(ports: {
  source: SecretSource
  kept?: KeptKeys
  clock: Pick<Clock, 'now'>
  log: Log
}): HeldCredentials {
  const { source, kept, clock, log } = ports
  let known: { held: Held; versionId: string } | undefined
  let dueAt = 0
  let reading: Promise<Held> | undefined
  let searchableAt = 0
  let unreadable: CredentialError | undefined

  async function read(): Promise<Held> {
    try {
      const { text, versionId } = await source.read().catch(cause => {
        throw new CredentialError('secret_unavailable', { cause })
      })
      // What is broken is tried again: it may have been mended elsewhere than in the secret.
      const same = known?.versionId === versionId && !(known.held instanceof CredentialError) ? known.held : undefined
      const held = same ?? adopt(await load(text, versionId), versionId)
      unreadable = undefined
      dueAt = clock.now() + TTL_MS
      return held
    } catch (error) {
      if (error instanceof CredentialError) unreadable = error
      dueAt = clock.now() + PAUSE_MS
      throw error
    }
  }

  async function load(text: string, versionId: string): Promise<Held> {
    try {
      const { credential, privateKeyLeft } = loadCredential(text, versionId, kept && (await openKeptKeys(kept)))
      if (privateKeyLeft) log.warn('private_key_left', { mend: 'KMS signs: remove it from the secret.' })
      return credential
    } catch (error) {
      if (error instanceof CredentialError && !error.passing) return error.of(versionId)
      throw error
    }
  }

  /** A fault is said once, as long as it stays the same. */
  function adopt(held: Held, versionId: string): Held {
    const before = known?.held
    known = { held, versionId }
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
    if (clock.now() < dueAt) return inHand
    return readOnce().catch(() => {
      log.warn('credential_not_refreshed')
      return inHand
    })
  }

  async function holding(serial: string): Promise<Held> {
    const inHand = await held()
    const lacks = !(inHand instanceof CredentialError) && !inHand.wechatpayKeys.has(serial.toUpperCase())
    if (!lacks || clock.now() < searchableAt) return inHand
    searchableAt = clock.now() + PAUSE_MS
    return readOnce().catch(() => inHand)
  }

  return {
    held,
    holding,
    current: async () => identify(await held()),
    refresh: async () => identify(await readOnce()),
    async holds(serial) {
      const found = await holding(serial)
      if (found instanceof CredentialError || found.wechatpayKeys.has(serial.toUpperCase())) return true
      // The version that holds it may be the one that could not be read.
      if (unreadable) throw unreadable
      return false
    },
    report(credential, error) {
      if (error.passing) return log.warn('signing_failed', tell(error))
      if (known?.held !== credential) return
      adopt(error.of(known.versionId), known.versionId)
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

function tell({ code, message, cause }: CredentialError): Record<string, string> {
  return { code, fault: message, ...(cause instanceof Error && { cause: cause.name }) }
}

function identify(held: Held): Identity {
  if (held instanceof CredentialError) return { version: held.versionId ?? '', usable: false }
  return { version: held.version, usable: true, ...(held.variant === 'brand' && { brandId: held.id }) }
}
