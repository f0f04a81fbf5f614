import { expect, test } from 'vitest'
import { createGetEncryptionKey } from '../../functions/api/get-encryption-key.ts'
import { route } from '../../functions/api/route.ts'
import { credentialsOf, eventOf } from './requests.ts'

const KEY = 'GET /encryption-key'
const PUBLIC = { wechatpay_serial: 'PUB_KEY_ID_1', public_key: '-----BEGIN PUBLIC KEY-----' }

const get = (usable: boolean, identity = {}) => {
  const encryptionKey = async () => {
    if (!usable) throw new Error('never asked for')
    return PUBLIC
  }
  const credentials = { ...credentialsOf({ usable, ...identity }), encryptionKey }
  return route({ [KEY]: createGetEncryptionKey(credentials) }, eventOf(KEY), 27_000)
}

test('tells the key and its serial', async () => {
  const { status, body } = await get(true)
  expect([status, body]).toEqual([200, PUBLIC])
})

test('tells the brand where a brand signs', async () => {
  expect(await get(true, { brandId: '1004' })).toMatchObject({ status: 200, body: { ...PUBLIC, brand_id: '1004' } })
})

test('503 with a secret that cannot be used', async () => {
  expect(await get(false)).toMatchObject({
    status: 503,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '60' },
    body: { code: 'credential_broken' },
  })
})
