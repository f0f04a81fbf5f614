import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { Refused } from '../../../infra/local/wechatpay/catalogue.ts'
import { checkSignature } from '../../../infra/local/wechatpay/check-signature.ts'
import { type Keyring, makeKeyring } from '../../../infra/local/wechatpay/keyring.ts'
import { makeKeys } from '../../../infra/local/wechatpay/make-keys.ts'
import { makeNonces } from '../../../infra/local/wechatpay/nonces.ts'
import { readAuthorization } from '../../../infra/local/wechatpay/read-authorization.ts'
import { runs } from '../../fuzz-runs.ts'
import { mangled } from '../../mutations.ts'

const read = (name: string) => readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8')
const vectors: Record<string, string>[] = JSON.parse(read('vectors.json'))
const {
  method = '',
  url_path: url = '',
  body = '',
  authorization = '',
} = vectors.find(({ id }) => id === 'derived-partner-import-minimal') ?? {}

let ring: Keyring
beforeAll(async () => {
  const fresh = makeKeyring('partner', await makeKeys('partner', Date.parse('2026-01-02T03:04:05Z')))
  const serial = '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB'
  const publicKey = createPublicKey(read('docs_apiclient_test_key.pem'))
  ring = { ...fresh, identity: '1900007291', merchant: [{ serial, publicKey }] }
})

test('no Authorization is let in but one that says what was signed; every other is refused with 401', () => {
  const sound = readAuthorization(authorization)
  expect(sound?.parameters.size).toBe(5)
  fc.assert(
    fc.property(mangled(authorization), fc.oneof(fc.constant(body), mangled(body)), (given, text) => {
      const said = readAuthorization(given)
      const isSame =
        text === body &&
        said?.scheme === sound?.scheme &&
        said?.parameters.size === 5 &&
        [...said.parameters].every(([name, value]) => sound?.parameters.get(name) === value)
      let answer: number | 'let in' = 'let in'
      try {
        checkSignature(
          { method, url, authorization: given, body: Buffer.from(text) },
          ring,
          1_554_208_460_000,
          makeNonces(),
        )
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        answer = error.refusal.status
      }
      expect(answer).toBe(isSame ? 'let in' : 401)
    }),
    { numRuns: runs(300) },
  )
})
