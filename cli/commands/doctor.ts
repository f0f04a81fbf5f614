import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import { createHost } from '../../functions/wechatpay/host.ts'
import { loadCredential } from '../../functions/wechatpay/load-credential.ts'
import { CommandError, type ExitCode } from '../command-error.ts'
import type { Context } from '../context.ts'
import { callWechatPay } from '../doctor/call-wechatpay.ts'
import { diagnoseFiles } from '../doctor/diagnose-files.ts'
import type { Finding } from '../doctor/finding.ts'
import { type Input, looksLikeJson, readInput } from '../doctor/read-input.ts'
import { showFindings } from '../doctor/show-findings.ts'
import { refusePath } from '../file/open-source.ts'
import { formatCount } from '../output/format-quantity.ts'

/** `call`: WeChat Pay itself; `simulator`: the origin of another one that answers like it. */
export type DoctorOptions = { call?: boolean | undefined; simulator?: string | undefined; json?: boolean | undefined }

/** WeChat Pay's hosts, the primary one first (CONTRACT.md 6). */
const HOSTS = ['https://api.mch.weixin.qq.com', 'https://api2.mch.weixin.qq.com']

/** `doctor FILE…`: what is wrong with a credential secret, keys and certificates; if asked, by calling WeChat Pay too. */
export async function examineCredential(
  paths: readonly string[],
  options: DoctorOptions,
  context: Context,
): Promise<ExitCode> {
  const inputs = await Promise.all(paths.map(path => read(path, context.folder)))
  const secrets = inputs.filter(looksLikeJson)
  const [secret] = secrets
  if (secrets.length > 1) throw new CommandError(2, 'Give one credential secret at a time.')
  const origins = options.simulator === undefined ? (options.call ? HOSTS : []) : [options.simulator]
  if (origins.length > 0 && !secret) {
    throw new CommandError(2, 'A call needs a whole credential: give the secret as a JSON file.')
  }
  const show = (findings: readonly Finding[]) => showFindings(findings, { json: options.json === true, io: context.io })

  const offline = diagnoseFiles(inputs, context.now())
  show(offline)
  const live = secret && origins.length > 0 ? await call(secret, origins, offline, context) : []
  show(live)
  return conclude([...offline, ...live], context)
}

async function read(path: string, folder: string): Promise<Input> {
  const bytes = await readFile(resolve(folder, path)).catch(cause => {
    throw refusePath(path, cause)
  })
  return readInput(path, bytes)
}

async function call(secret: Input, origins: readonly string[], offline: readonly Finding[], context: Context) {
  const loaded = load(secret.text, context.now())
  if (!loaded) {
    context.io.note('Not called: with this secret no call can be signed.')
    return []
  }
  const hosts = origins.map(origin => ({ host: new URL(origin).host, line: createHost(origin, context.now) }))
  const names = hosts.map(({ host }) => host).join(' and ')
  context.io.note(`Calling ${names} with this credential: one harmless call each, no member is touched.`)
  try {
    const world = { now: context.now, nonce: () => randomBytes(16).toString('hex') }
    return await callWechatPay(hosts, loaded, isMatched(offline), world)
  } finally {
    await Promise.all(hosts.map(({ line }) => line.close()))
  }
}

/** Key and serial are those of one certificate that was given beside them. */
function isMatched(offline: readonly Finding[]): boolean {
  const isOk = (check: Finding['check']) => offline.some(finding => finding.check === check && finding.verdict === 'ok')
  return isOk('serial') && isOk('fit')
}

/** Undefined where it cannot be used, which the findings have said. */
function load(text: string, now: number) {
  try {
    return loadCredential(text, 'doctor', { now })
  } catch (error) {
    if (error instanceof CredentialError) return undefined
    throw error
  }
}

function conclude(findings: readonly Finding[], { io }: Context): ExitCode {
  const count = (verdict: Finding['verdict']) => findings.filter(finding => finding.verdict === verdict).length
  const bad = count('wrong')
  io.note(`${formatCount(count('ok'))} ok, ${formatCount(bad)} wrong, ${formatCount(count('doubtful'))} doubtful.`)
  return bad > 0 ? 1 : 0
}
