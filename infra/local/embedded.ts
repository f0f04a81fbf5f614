import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { EmbeddedError, explainFailure } from './embedded-error.ts'
import { ensurePackaged } from './ensure-packaged.ts'
import { Address, type Endpoints, type HostOptions, type Settings } from './host-protocol.ts'
import { type Connection, joinHost } from './join-host.ts'
import { startHost } from './start-host.ts'

export type EmbeddedOptions = {
  /** Keeps all state; made if need be, for the owner only. */
  folder: string
  /** A credential secret, as JSON text, to call WeChat Pay itself; absent: the simulator runs beside the stack. */
  secret?: string
  /** Which of the simulator's credentials the functions use: `partner`, unless given. */
  credential?: 'partner' | 'brand'
  /** Further variables of the functions. */
  environment?: Record<string, string>
  /** Options of `npm run simulator`. */
  simulator?: readonly string[]
  /** False: the command only looks, so that the queue is worked only if another command has it worked. */
  works?: boolean
  /** A packaged project in place of this one, which is packaged here if need be. */
  root?: string
}

/** What a command needs of the stack. Queue clients must go to `sqs.endpoint`, not to the host of the queue's URL. */
export type Embedded = Endpoints & {
  hostPid: number
  /** Whether another command had started the host. */
  joined: boolean
  /** Settles if the host ends before `close`, with the reason and the mend. */
  ended: Promise<EmbeddedError>
  /** Leaves the host, which ends with the last command that uses it. */
  close(): Promise<void>
}

/** How long a host may take to begin, or to end, while it holds the folder and does not answer. */
const PATIENCE_MS = 30_000
const PAUSE_MS = 100

/**
 * Opens the stack of a folder: joins the process that runs it, or starts that. Two that do so at the same moment share
 * one process. Rejects with an EmbeddedError.
 */
export async function openEmbedded(options: EmbeddedOptions, patienceMs = PATIENCE_MS): Promise<Embedded> {
  const folder = resolve(options.folder)
  const settings = settingsOf(options)
  const hostOptions: HostOptions = {
    folder,
    credential: options.credential ?? 'partner',
    settings,
    ...(options.secret !== undefined && { secret: options.secret }),
    ...(options.root !== undefined && { root: resolve(options.root) }),
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const end = Date.now() + patienceMs; ; await sleep(PAUSE_MS)) {
      const running = readAddress(folder)
      const connection = running && (await joinHost(running, settings, options.works))
      if (connection) return toEmbedded(connection, running.pid, true)
      if (options.root === undefined) await ensurePackaged()
      const own = await startOwn(hostOptions, options.works, Date.now() > end)
      if (own) return own
    }
  } catch (cause) {
    throw explainFailure(cause, folder)
  }
}

/** Undefined if another process holds the folder: one that begins may be joined soon. */
async function startOwn(
  options: HostOptions,
  works: boolean | undefined,
  isLast: boolean,
): Promise<Embedded | undefined> {
  try {
    const host = await startHost(options)
    const connection = await joinHost(host.address, options.settings, works)
    host.letGo()
    return connection && toEmbedded(connection, host.address.pid, false)
  } catch (cause) {
    if (!(cause instanceof EmbeddedError) || cause.code !== 'folder_in_use' || isLast) throw cause
    return undefined
  }
}

const toEmbedded = ({ endpoints, ended, close }: Connection, hostPid: number, joined: boolean): Embedded => ({
  ...endpoints,
  hostPid,
  joined,
  ended,
  close,
})

/** A host that was killed leaves its file behind; whoever connects finds out. */
function readAddress(folder: string): Address | undefined {
  try {
    return v.parse(Address, JSON.parse(readFileSync(join(folder, 'host.json'), 'utf8')))
  } catch {
    return undefined
  }
}

/** The stack has a secret of its own, and with the simulator the host to call is known. */
function settingsOf({ secret, credential = 'partner', environment = {}, simulator = [] }: EmbeddedOptions): Settings {
  const own = [
    'WECHATPAY_SECRET_ID',
    ...(secret === undefined ? ['WECHATPAY_BASE_URL', 'WECHATPAY_BACKUP_BASE_URL'] : []),
  ]
  return {
    credential: secret === undefined ? credential : createHash('sha256').update(secret).digest('hex'),
    simulator: secret === undefined ? [...simulator] : [],
    environment: Object.fromEntries(Object.entries(environment).filter(([name]) => !own.includes(name))),
  }
}
