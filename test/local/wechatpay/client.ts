import {
  constants,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomUUID,
  sign,
  verify,
} from 'node:crypto'
import type { Entry } from '../../../infra/local/wechatpay/journal.ts'
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../../infra/local/wechatpay/start-simulator.ts'

/** 2026-01-02T03:04:05Z; tests move it by hand. */
export const START_MS = Date.parse('2026-01-02T03:04:05Z')
export const CARD_ID = 'pbLatjvWOibDc5-TBnbUk1pD12o0'
export const PARTNER = '/v3/brand/partner/card-member'
export const BRAND = '/brand/card-member'

export type Reply = { status: number; headers: Headers; text: string }
export type Call = {
  method?: string
  path: string
  /** A string is sent as it is. */
  body?: object | string | Buffer
  headers?: Record<string, string | undefined>
  authorization?: (parts: Parts) => string
  seconds?: number
  nonce?: string
  signedBody?: string
  signal?: AbortSignal
}
export type Parts = {
  scheme: string
  identity: string
  nonce: string
  timestamp: string
  serial: string
  signature: string
}

export type Client = ReturnType<typeof makeClient>

export async function startWithClock(options: SimulatorOptions = {}) {
  const clock = { ms: START_MS }
  const simulator = await startSimulator({ ratePerSecond: 1_000, now: () => clock.ms, ...options })
  return {
    clock,
    simulator,
    partner: makeClient(simulator, 'partner', () => clock.ms),
    brand: makeClient(simulator, 'brand', () => clock.ms),
    control: (method: string, path: string, body?: object) => control(simulator, method, path, body),
  }
}

/**
 * A caller of its own making: header, message, encryption and verification are written here once more. `platform`: a key of
 * WeChat Pay in place of the secret's.
 */
export function makeClient(
  simulator: Pick<Simulator, 'url' | 'secrets'>,
  variant: 'partner' | 'brand',
  now: () => number,
  platform?: { serial: string; publicKey: KeyObject },
) {
  const secret: Record<string, string> = JSON.parse(simulator.secrets[variant])
  const field = (name: string) => secret[name] ?? ''
  const privateKey = createPrivateKey(field('merchant_private_key'))
  const serial = platform?.serial ?? field('wechatpay_public_key_id')
  const wechatpayKey = platform?.publicKey ?? createPublicKey(field('wechatpay_public_key'))

  async function send(call: Call): Promise<Reply> {
    const { method = call.body === undefined ? 'GET' : 'POST', path, body, headers = {} } = call
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : body ? JSON.stringify(body) : ''
    const timestamp = String(call.seconds ?? Math.floor(now() / 1000))
    const nonce = call.nonce ?? randomUUID().replaceAll('-', '')
    const head = Buffer.from(`${method}\n${path}\n${timestamp}\n${nonce}\n`)
    const message = Buffer.concat([head, Buffer.from(call.signedBody ?? bytes), Buffer.from('\n')])
    const parts: Parts = {
      scheme: variant === 'partner' ? 'WECHATPAY2-SHA256-RSA2048' : 'WECHATPAY-BRAND-SHA256-RSA2048',
      identity: variant === 'partner' ? `mchid="${field('mchid')}"` : `brand_id="${field('brand_id')}"`,
      nonce,
      timestamp,
      serial: field('merchant_serial_no'),
      signature: sign('sha256', message, privateKey).toString('base64'),
    }
    const all: Record<string, string | undefined> = {
      Authorization: (call.authorization ?? writeAuthorization)(parts),
      Accept: 'application/json',
      'User-Agent': 'simulator-test/1',
      'Wechatpay-Serial': serial,
      ...(method === 'POST' && { 'Content-Type': 'application/json' }),
      ...headers,
    }
    const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
    const response = await fetch(simulator.url + path, {
      method,
      headers: sent,
      redirect: 'manual',
      ...(method === 'POST' && { body: bytes }),
      ...(call.signal && { signal: call.signal }),
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  return {
    serial,
    send,
    importMember: (body: object, rest: Partial<Call> = {}) =>
      send({ path: `${variant === 'partner' ? PARTNER : BRAND}/user-cards/import-by-openid`, body, ...rest }),
    encrypt: (plain: string | Buffer, oaepHash = 'sha1') =>
      publicEncrypt(
        { key: wechatpayKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
        Buffer.from(plain),
      ).toString('base64'),
    decrypt: (ciphertext: string) =>
      privateDecrypt(
        { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
        Buffer.from(ciphertext, 'base64'),
      ).toString(),
    /** Whether the WeChat Pay key of the secret signed this, within 300 s. */
    isVerified({ headers, text }: Reply): boolean {
      const get = (name: string) => headers.get(`wechatpay-${name}`) ?? ''
      if (get('serial') !== serial || Math.abs(now() / 1000 - Number(get('timestamp'))) > 300) return false
      const message = `${get('timestamp')}\n${get('nonce')}\n${text}\n`
      return verify('sha256', Buffer.from(message), wechatpayKey, Buffer.from(get('signature'), 'base64'))
    },
  }
}

export function writeAuthorization({ scheme, identity, nonce, timestamp, serial, signature }: Parts): string {
  return `${scheme} ${identity},nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`
}

/** A small import that is in order, for the partner. */
export function member(given: Record<string, unknown> = {}) {
  return {
    brand_id: '1004',
    card_id: CARD_ID,
    openid: 'o-user-1',
    user_card_code: 'code-1',
    valid_date_information: { type: 'PERMANENT' },
    pickup_time: '2025-05-20T13:29:35.120+08:00',
    ...given,
  }
}

/** The same for the brand, whose signature says which brand it is. */
export function brandMember(given: Record<string, unknown> = {}) {
  const { brand_id: _, ...rest } = member(given)
  return rest
}

/** What the control API answers, by path. */
type Controlled = {
  entries: Entry[]
  cards: unknown[]
  rules: unknown[]
  id: number
  error: unknown
  secrets: Simulator['secrets']
  certificates: string[]
}

export async function control(simulator: Pick<Simulator, 'url'>, method: string, path: string, given?: object) {
  const response = await fetch(`${simulator.url}/_simulator/${path}`, {
    method,
    ...(given && { body: JSON.stringify(given) }),
  })
  const body: Controlled = JSON.parse(await response.text())
  return { status: response.status, body }
}
