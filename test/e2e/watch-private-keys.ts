// Preloaded into the process of a function: prints a line whenever it makes or uses a private key.
import { createRequire } from 'node:module'

/** As the bundles get it, which are CommonJS. */
const crypto: Record<string, unknown> = createRequire(import.meta.url)('node:crypto')

for (const name of [
  'createPrivateKey',
  'sign',
  'createSign',
  'privateDecrypt',
  'privateEncrypt',
  'generateKeyPairSync',
]) {
  const original = crypto[name]
  if (typeof original !== 'function') throw new Error(`node:crypto has no ${name}`)
  crypto[name] = (...args: unknown[]) => {
    const result = original(...args)
    process.stdout.write(`private key: ${name}\n`)
    return result
  }
}
