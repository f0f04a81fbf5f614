import { expect, test } from 'vitest'
import { createGetEncryptionKey } from '../../functions/api/get-encryption-key.ts'
import { route } from '../../functions/api/route.ts'
import { credentialsOf, eventOf } from './requests.ts'

const KEY = 'GET /encryption-key'
const PUBLIC = { wechatpay_serial: 'PUB_KEY_ID_1', public_key: '-----BEGIN PUBLIC KEY-----' }

const get = (usable: boolean) => {
  const encryptionKey = async () => {
    if (!usable) throw new Error('never asked for')
    return PUBLIC
  }
  const credentials = { ...credentialsOf({ usable }), encryptionKey }
  return route({ [KEY]: createGetEncryptionKey(credentials) }, eventOf(KEY), 27_000)
}

test('tells the key and its serial', async () => {
  expect(await get(true)).toMatchObject({ status: 200, body: PUBLIC })
})

test('503 with a secret that cannot be used', async () => {
  expect(await get(false)).toMatchObject({
    status: 503,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '60' },
    body: { code: 'credential_broken' },
  })
})
