import { execFileSync } from 'node:child_process'
import type { KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * The SDKs of others that this product is measured beside, into bench/peers only, when they are needed. better-wechatpay,
 * a third that was measured once, is no longer in the registry.
 */
export const PEER_VERSIONS = { 'wechatpay-axios-plugin': '0.9.6', 'wechatpay-node-v3': '2.2.1' }

export const PEERS_FOLDER = join(import.meta.dirname, '../../bench/peers')

type AxiosPlugin = {
  Rsa: {
    encrypt(text: string, key: KeyObject | string): string
    decrypt(ciphertext: string, key: KeyObject | string): string
    sign(message: string, key: KeyObject | string): string
    verify(message: string, signature: string, key: KeyObject | string): boolean
  }
  Formatter: {
    timestamp(): number
    nonce(): string
    request(method: string, path: string, timestamp: number, nonce: string, body: string): string
    response(timestamp: string, nonce: string, body: string): string
    authorization(mchid: string, nonce: string, signature: string, timestamp: number, serial: string): string
  }
  Wechatpay: new (
    options: object,
  ) => { chain(path: string): { post(body: object, config: object): Promise<{ data: unknown }> } }
}

type NodeV3 = new (
  options: object,
) => {
  publicEncrypt(text: string, key: string): string
  privateDecrypt(ciphertext: string): string
  getSignature(method: string, nonce: string, timestamp: string, path: string, body: object): string
  getAuthorization(nonce: string, timestamp: string, signature: string): string
  verifySign(answer: Record<'timestamp' | 'nonce' | 'body' | 'serial' | 'signature', string>): Promise<boolean>
}

export type Peers = { axiosPlugin: AxiosPlugin; nodeV3: NodeV3 & { certificates: Record<string, string> } }

/** Undefined where they cannot be had: what is measured then stands alone. */
export function loadPeers(): Peers | undefined {
  const manifest = `${JSON.stringify({ private: true, dependencies: PEER_VERSIONS }, null, 2)}\n`
  const file = join(PEERS_FOLDER, 'package.json')
  const stamp = join(PEERS_FOLDER, 'installed.json')
  mkdirSync(PEERS_FOLDER, { recursive: true })
  try {
    if (read(stamp) !== manifest) {
      writeFileSync(file, manifest)
      execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: PEERS_FOLDER })
      writeFileSync(stamp, manifest)
    }
    const load = createRequire(file)
    return { axiosPlugin: load('wechatpay-axios-plugin'), nodeV3: load('wechatpay-node-v3') }
  } catch (error) {
    console.error(`The peers cannot be installed into bench/peers: ${error}`)
    return undefined
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
