import { expect, test } from 'vitest'
import { createHeed } from '../../functions/import/heed-halts.ts'
import type { Halt } from '../../functions/ports.ts'
import { createCredentials, usable } from '../../functions/wechatpay/credentials.ts'
import { partnerSecret } from './fixtures.ts'
import { keepElsewhere } from './kept-keys.ts'

const MINUTE = 60_000

test('a halt for a key that KMS refuses ends by itself when the key is mended, with the secret as it was', async () => {
  const kept = keepElsewhere()
  const clock = { now: () => time, sleep: async () => {} }
  const log = { info() {}, warn() {} }
  let time = 1_000_000
  const credentials = createCredentials({
    source: { read: async () => ({ text: partnerSecret({ merchant_private_key: undefined }), versionId: 'v1' }) },
    kept: { signing: kept.signing },
    fetchCertificates: async () => [],
    clock,
    log,
  })
  const standing: Halt[] = []
  const halts = {
    async raise(halt: Halt) {
      standing.push(halt)
      return halt
    },
    async lift() {
      standing.pop()
    },
  }
  const heed = createHeed({ clock, credentials, halts, log, metrics: { count() {}, record() {} } })

  const credential = usable(await credentials.held())
  kept.troubles.sign = 'disabled'
  const error = await credential.sign(Buffer.from('a')).catch(error => error)
  credentials.report(credential, error)
  const halt = await heed.raise('credential', 'credential_broken')
  expect(halt).toMatchObject({ reason: 'credential_broken', version: 'v1:key_disabled' })

  time += MINUTE
  expect(await heed.standing(standing)).toBe(halt)
  kept.troubles.sign = undefined
  time += MINUTE
  expect(await heed.standing([...standing])).toBeUndefined()
  expect(standing).toEqual([])
  expect(await credentials.current()).toMatchObject({ usable: true })
})
