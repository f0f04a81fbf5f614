import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, parse, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { helpText } from './wechatpay/help.ts'
import { type SimulatorOptions, startSimulator } from './wechatpay/start-simulator.ts'

const DEFAULT_PORT = '8089'
const DEFAULT_SECRET_FILE = join('.member-import', 'simulator-credential.json')

/**
 * The command `npm run simulator`: URL and credential files on stdout, exit 2 for a wrong option, 1 for a failed start
 * or a folder that takes no more. A parent process hears both, and how it started, as messages.
 */
async function main(): Promise<void> {
  const settings = readSettings()
  if (!settings) return
  const simulator = await startSimulator({ ...settings.options, onFailure: fail })
  const partnerFile = resolve(settings.secretFile)
  const { dir, name, ext } = parse(partnerFile)
  const beside = (what: string) => join(dir, `${name}-${what}${ext}`)
  await writeSecret(partnerFile, simulator.secrets.partner)
  await writeSecret(beside('certificates'), simulator.secrets.partner_certificates)
  await writeSecret(beside('brand'), simulator.secrets.brand)
  console.log(`WeChat Pay simulator: ${simulator.url}`)
  console.log(`Partner credential secret: ${partnerFile}`)
  console.log(`The same with platform certificates: ${beside('certificates')}`)
  console.log(`Brand credential secret: ${beside('brand')}`)

  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await simulator.close()
    if (process.connected) process.disconnect()
  }
  for (const event of ['SIGTERM', 'disconnect']) process.once(event, stop)
  // Ctrl-C reaches all processes of a terminal. Who has a parent waits for it: its parent may have calls to end yet.
  process.on('SIGINT', () => process.connected || stop())
  process.send?.({ url: simulator.url, secrets: simulator.secrets })
}

function readSettings(): { options: SimulatorOptions; secretFile: string } | undefined {
  try {
    const { values } = parseArgs({
      options: {
        rate: { type: 'string', default: '10' },
        seed: { type: 'string', default: '1' },
        latency: { type: 'string', default: '0-0' },
        folder: { type: 'string' },
        'secret-file': { type: 'string', default: DEFAULT_SECRET_FILE },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(helpText())
      return undefined
    }
    const [min = '', max = '', ...rest] = values.latency.split('-')
    const options = {
      port: wholeNumber('PORT', process.env['PORT'] || DEFAULT_PORT, 0, 65_535),
      ratePerSecond: wholeNumber('--rate', values.rate, 1, 100_000),
      seed: wholeNumber('--seed', values.seed, 0, 4_294_967_295),
      latencyMs: [wholeNumber('--latency', min, 0, 999_999), wholeNumber('--latency', max, 0, 999_999)] as const,
      ...(values.folder !== undefined && { folder: resolve(values.folder) }),
    }
    if (rest.length > 0 || options.latencyMs[0] > options.latencyMs[1]) throw new RangeError('--latency: min-max')
    return { options, secretFile: values['secret-file'] }
  } catch (cause) {
    console.error(cause instanceof Error ? cause.message : cause)
    console.error('See npm run simulator -- --help')
    process.exitCode = 2
    return undefined
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max)) throw new RangeError(`${name}: a whole number from ${min} to ${max}`)
  return value
}

/** Removed first: the mode of a file that is there already would stay as it is. */
async function writeSecret(path: string, secret: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await rm(path, { force: true })
  await writeFile(path, `${secret}\n`, { mode: 0o600, flag: 'wx' })
}

/** Says why the simulator ends, and ends it. */
function fail(cause: unknown): void {
  const message = cause instanceof Error ? cause.message : String(cause)
  console.error(`The simulator ends: ${message}`)
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  const errcode = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) : undefined
  if (process.send) process.send({ failed: { message, code, errcode } }, () => process.exit(1))
  else process.exit(1)
}

try {
  await main()
} catch (cause) {
  fail(cause)
}
