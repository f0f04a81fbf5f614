import type { Credential } from '../../functions/wechatpay/credential.ts'
import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import { CREDENTIAL_FAULTS } from '../../functions/wechatpay/credential-faults.ts'
import type { FetchCertificates } from '../../functions/wechatpay/fetch-certificates.ts'
import { createFetchCertificates } from '../../functions/wechatpay/fetch-certificates.ts'
import type { Loaded } from '../../functions/wechatpay/load-credential.ts'
import { looksLikeProbe } from '../../functions/wechatpay/looks-like-probe.ts'
import { buildTrial } from './build-trial.ts'
import { callHost, type Line } from './call-host.ts'
import { type Finding, ok, wrong } from './finding.ts'
import { weighCall } from './weigh-call.ts'
import { weighFault } from './weigh-fault.ts'

/** A host as it is named to the operator; the first is the primary. */
export type NamedLine = { host: string; line: Line }

type World = { now: () => number; nonce: () => string }

/** Calls every host with the credential; one line per finding. `matched`: key and serial fit the certificate beside them. */
export async function callWechatPay(
  lines: readonly NamedLine[],
  loaded: Loaded,
  matched: boolean,
  world: World,
): Promise<Finding[]> {
  const [primary] = lines
  if (!primary) return []
  const fetched = await completeCredential(primary, loaded, world)
  const { credential } = fetched
  if (!credential) return fetched.findings
  const findings = [...fetched.findings]
  for (const { host, line } of lines) {
    findings.push(...(await tryHost(host, line, credential, matched, { ...world, backup: line !== primary.line })))
  }
  return findings
}

async function tryHost(
  host: string,
  line: Line,
  credential: Credential,
  matched: boolean,
  { backup, ...world }: World & { backup: boolean },
): Promise<Finding[]> {
  const trial = buildTrial(credential)
  const first = await callHost(line, trial, credential, world)
  // What is asked once more is never probed (CONTRACT.md 4.4).
  const isProbe = 'answer' in first && first.verification !== 'verified' && looksLikeProbe(first.answer.headers)
  const called = isProbe ? await callHost(line, trial, credential, world) : first
  if ('fault' in called) return [weighFault(host, called.fault, backup)]
  return await weighCall(host, called, { trial, credential, matched })
}

/** A secret without WeChat Pay's public key has the platform certificates fetched first, as the functions do. */
async function completeCredential(
  { host, line }: NamedLine,
  { credential, renewal }: Loaded,
  { now, nonce }: World,
): Promise<{ credential?: Credential | undefined; findings: Finding[] }> {
  if (!renewal) return { credential, findings: [] }
  const fetchCertificates: FetchCertificates = createFetchCertificates({
    transport: {
      send: async ({ headers, ...request }, withinMs) =>
        line.exchange({ ...request, headers: await headers() }, withinMs),
    },
    clock: { now },
    nonce,
  })
  try {
    const certificates = await fetchCertificates(renewal, renewal.given)
    const says = `${certificates.length === 1 ? 'One platform certificate was' : `${certificates.length} platform certificates were`} fetched.`
    return { credential: renewal.complete(certificates, now()), findings: [ok('certificates', host, says)] }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    const { sentence, mend } = CREDENTIAL_FAULTS[error.code]
    return { credential, findings: [wrong('certificates', host, sentence, mend)] }
  }
}
