import type { Call, Cards, Clock, Reply, Sealer, WechatPay } from '../ports.ts'
import { buildRequest } from './build-request.ts'
import { classify } from './classify.ts'
import type { Credential } from './credential.ts'
import { CredentialError } from './credential-error.ts'
import { type HeldCredentials, usable } from './credentials.ts'
import { encryptPersonalFields } from './encrypt-personal-fields.ts'
import type { HttpAnswer } from './exchange.ts'
import { readRequestId, single } from './headers.ts'
import { looksLikeProbe } from './looks-like-probe.ts'
import { revealCard } from './reveal-card.ts'
import { signRequest } from './sign-request.ts'
import type { Transport } from './transport.ts'
import { type Verification, verifyAnswer } from './verify-answer.ts'

const BROKEN: Reply = { kind: 'halt', scope: 'credential', reason: 'credential_broken' }

/**
 * WeChat Pay as the use cases see it. `nonce` makes a fresh random text for each try. A pre-encrypted import, and an
 * answer, whose WeChat Pay key is not held has the secret read once more, at most once a minute for each serial.
 */
export function createWechatPay(ports: {
  credentials: HeldCredentials
  transport: Transport
  clock: Pick<Clock, 'now'>
  nonce: () => string
}): WechatPay & Cards & Sealer {
  const { credentials, transport, clock, nonce } = ports

  /** By a newer version of the secret too: the answer may be signed with a key that was added since. */
  async function verify(answer: HttpAnswer, credential: Credential): Promise<Verification> {
    const verification = verifyAnswer(answer, credential.wechatpayKeys, clock.now())
    if (verification !== 'serial_unknown') return verification
    const newer = await credentials.holding(single(answer.headers, 'wechatpay-serial') ?? '').catch(() => credential)
    return newer instanceof CredentialError ? verification : verifyAnswer(answer, newer.wechatpayKeys, clock.now())
  }

  return {
    async send(call, withinMs) {
      const deadline = clock.now() + withinMs
      const given = givenSerial(call)
      const credential = await (given === undefined ? credentials.held() : credentials.holding(given))
      if (credential instanceof CredentialError) return BROKEN
      const serial = given ?? credential.encryption.serial
      if (!credential.wechatpayKeys.has(serial)) return { kind: 'serial_refused' }

      const request = buildRequest(call, credential)
      const headers = () => signRequest(request, credential, { serial, now: clock.now(), nonce: nonce() })
      const received = await transport.send({ ...request, headers }, deadline - clock.now()).catch(unsigned)
      if (received instanceof CredentialError) {
        credentials.report(credential, received)
        return received.passing ? { kind: 'unsigned' } : BROKEN
      }
      if ('sent' in received) return classify(call, received)
      return classify(call, {
        status: received.status,
        body: received.body,
        verification: await verify(received, credential),
        probe: looksLikeProbe(received.headers),
        requestId: readRequestId(received.headers),
      })
    },

    async reveal(card) {
      const held = await credentials.held()
      return held instanceof CredentialError ? { card, plain: false } : revealCard(card, held)
    },

    async seal(request) {
      const { encryption } = usable(await credentials.held())
      return { request: encryptPersonalFields(request, encryption.key), serial: encryption.serial }
    },
  }
}

/** A key that is kept elsewhere did not sign: each try is signed before a byte of it is sent, and after one nothing is tried. */
function unsigned(error: unknown): CredentialError {
  if (error instanceof CredentialError) return error
  throw error
}

/** Serials are compared in upper case (CONTRACT.md 5.3). */
function givenSerial(call: Call): string | undefined {
  return call.name === 'import' ? call.serial?.toUpperCase() : undefined
}
