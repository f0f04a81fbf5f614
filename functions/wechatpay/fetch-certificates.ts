import type { Clock } from '../ports.ts'
import { CredentialError } from './credential-error.ts'
import type { HttpAnswer } from './exchange.ts'
import type { Renewal } from './load-credential.ts'
import { looksLikeProbe } from './looks-like-probe.ts'
import { openCertificates } from './open-certificates.ts'
import type { WireRequest } from './paths.ts'
import { keysOf, type PlatformCertificate } from './platform-certificate.ts'
import { readError } from './read-error.ts'
import { signRequest } from './sign-request.ts'
import type { Transport } from './transport.ts'
import { verifyAnswer } from './verify-answer.ts'

const REQUEST: WireRequest = { method: 'GET', path: '/v3/certificates', body: undefined }
const WITHIN_MS = 5_000

/**
 * Fetches the platform certificates there are now; `held`: those in hand, which may sign the answer as well as those in
 * it. Rejects with a CredentialError: what cannot be had, or is not genuine, is never taken.
 */
export type FetchCertificates = (
  renewal: Pick<Renewal, 'signer' | 'apiV3Key' | 'own'>,
  held: readonly PlatformCertificate[],
) => Promise<PlatformCertificate[]>

/**
 * GET /v3/certificates (CONTRACT.md 5.3). It is not under the pacer: its limit is one of its own (1000/s), it is made some
 * twenty times a day, and a permit would need the credential that it is to make.
 */
export function createFetchCertificates(ports: {
  transport: Transport
  clock: Pick<Clock, 'now'>
  nonce: () => string
}): FetchCertificates {
  const { transport, clock, nonce } = ports

  async function fetchOnce(
    { signer, apiV3Key, own }: Parameters<FetchCertificates>[0],
    held: readonly PlatformCertificate[],
  ) {
    const headers = () => signRequest(REQUEST, signer, { now: clock.now(), nonce: nonce() })
    const answer = await transport.send({ ...REQUEST, headers }, WITHIN_MS)
    if ('sent' in answer) throw new CredentialError('certificates_unreachable')
    if (answer.status !== 200) throw refusal(answer)
    const certificates = openCertificates(answer.body, apiV3Key, clock.now())
    const foreign = certificates.every(({ key }) => !own.some(ownKey => ownKey.equals(key)))
    const verification = verifyAnswer(answer, new Map(keysOf([...held, ...certificates])), clock.now())
    if (foreign && verification === 'verified') return certificates
    if (foreign && looksLikeProbe(answer.headers)) return undefined
    throw new CredentialError('certificates_untrusted', { field: 'api_v3_key' })
  }

  return async (renewal, held) => {
    // A probe is believed no more than another bad signature; but what is asked once more is never probed (CONTRACT.md 4.4).
    const certificates = (await fetchOnce(renewal, held)) ?? (await fetchOnce(renewal, held))
    if (!certificates) throw new CredentialError('certificates_unreachable')
    return certificates
  }
}

/** Without a certificate such an answer cannot be verified: it stops the credential at most. */
function refusal({ status, body }: HttpAnswer): CredentialError {
  if (status === 429 || status >= 500 || status < 400) return new CredentialError('certificates_unreachable')
  const absent = status === 404 || ABSENT.has(readError(body).code)
  return new CredentialError(absent ? 'certificates_absent' : 'certificates_refused')
}

const ABSENT = new Set(['RESOURCE_NOT_EXISTS', 'NOT_ENOUGH'])
