import { constants, createHash, generateKeyPairSync, publicEncrypt, randomBytes, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createKmsKeys } from '../../functions/aws/kms.ts'
import type { KeyAnswer } from '../../functions/ports.ts'
import { type KmsService, startKms } from '../../infra/local/aws/kms.ts'
import { stubAws } from './state.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
const spki = pair.publicKey.export({ type: 'spki', format: 'der' })

let kms: KmsService

beforeEach(async () => {
  kms = await startKms({})
  stubAws('KMS', kms.url)
  await kms.set('alias/signing', 'SIGN_VERIFY', pem)
  await kms.set('alias/decryption', 'ENCRYPT_DECRYPT', pem)
})
afterEach(() => kms.close())

function unwrap<T>(answer: KeyAnswer<T>): T {
  if ('trouble' in answer) throw new Error(`trouble: ${answer.trouble}`, { cause: answer.cause })
  return answer.value
}

const troubleOf = (answer: KeyAnswer<unknown>) => ('trouble' in answer ? answer.trouble : undefined)
const open = (signing = 'alias/signing') => createKmsKeys({ signing }).signing.open()
const openSigning = async (name?: string) => unwrap(await open(name))

async function openDecryption() {
  const { decryption } = createKmsKeys({ signing: 'alias/signing', decryption: 'alias/decryption' })
  if (!decryption) throw new Error('no key to decrypt with')
  return unwrap(await decryption.open())
}

test('a key opens with its public part', async () => {
  expect(Buffer.from((await openSigning()).publicKey)).toEqual(spki)
  const decryption = await openDecryption()
  expect(Buffer.from(decryption.publicKey)).toEqual(spki)
})

test('a digest is signed as the message would be, however long that is', async () => {
  const message = randomBytes(5_000)
  const digest = createHash('sha256').update(message).digest()
  const signature = unwrap(await (await openSigning()).sign(digest))
  expect(Buffer.from(signature)).toEqual(sign('sha256', message, pair.privateKey))
})

test('a ciphertext is opened; one for another key is told from a key in trouble', async () => {
  const { decrypt } = await openDecryption()
  const encrypt = (key: typeof pair.publicKey) =>
    publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, Buffer.from('13900000000'))
  expect(Buffer.from(unwrap(await decrypt(encrypt(pair.publicKey)))).toString()).toBe('13900000000')
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
  expect(troubleOf(await decrypt(encrypt(stranger)))).toBe('not_decrypted')
})

test('what is open stays with its key when the alias moves on', async () => {
  const before = await openSigning()
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await kms.set('alias/signing', 'SIGN_VERIFY', String(other.privateKey.export({ type: 'pkcs8', format: 'pem' })))
  const digest = createHash('sha256').update('a').digest()
  const by = async (key: Awaited<ReturnType<typeof openSigning>>) => Buffer.from(unwrap(await key.sign(digest)))
  expect(await by(before)).toEqual(sign('sha256', Buffer.from('a'), pair.privateKey))
  expect(await by(await openSigning())).toEqual(sign('sha256', Buffer.from('a'), other.privateKey))
})

describe('trouble is told by kind', () => {
  test.each([
    ['AccessDeniedException', 'access_denied'],
    ['NotFoundException', 'missing'],
    ['DisabledException', 'disabled'],
    ['KMSInvalidStateException', 'disabled'],
    ['InvalidKeyUsageException', 'unfit'],
    ['ValidationException', 'unfit'],
    ['LimitExceededException', 'unavailable'],
    ['ThrottlingException', 'unavailable'],
    ['KMSInternalException', 'unavailable'],
    ['DependencyTimeoutException', 'unavailable'],
    ['KeyUnavailableException', 'unavailable'],
  ])('%s: %s', async (type, trouble) => {
    const { sign } = await openSigning()
    kms.fail('Sign', type, 9)
    kms.fail('GetPublicKey', type, 9)
    const answers = await Promise.all([sign(randomBytes(32)), open()])
    expect(answers.map(troubleOf)).toEqual([trouble, trouble])
    expect(answers).toMatchObject([{ cause: { name: type } }, { cause: { name: type } }])
  })

  test('a key of the wrong usage, and one that is not there', async () => {
    const { sign } = await openSigning('alias/decryption')
    expect(troubleOf(await sign(randomBytes(32)))).toBe('unfit')
    expect(troubleOf(await open('alias/nowhere'))).toBe('missing')
  })

  test('a KMS that cannot be reached', async () => {
    const closed = createServer()
    await new Promise<void>(resolve => closed.listen(0, '127.0.0.1', resolve))
    const address = closed.address()
    if (typeof address !== 'object' || !address) throw new Error('no port')
    await new Promise(resolve => closed.close(resolve))
    await kms.close()
    expect(troubleOf(await open())).toBe('unavailable')
    kms = await startKms({})
  })
})

test('a throttled call is tried again before it is trouble', async () => {
  const { sign } = await openSigning()
  kms.fail('Sign', 'ThrottlingException', 2)
  expect(unwrap(await sign(randomBytes(32)))).toHaveLength(256)
})
