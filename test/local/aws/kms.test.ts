import {
  constants,
  createCipheriv,
  createHash,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetParametersForImportCommand,
  GetPublicKeyCommand,
  ImportKeyMaterialCommand,
  KMSClient,
  SignCommand,
  type SignCommandInput,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type KmsService, startKms } from '../../../infra/local/aws/kms.ts'
import { CREDENTIALS, REGION } from '../../../infra/local/aws/names.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
const spki = pair.publicKey.export({ type: 'spki', format: 'der' })

let folder: string
let service: KmsService
let client: KMSClient

async function start() {
  service = await startKms({ folder })
  client = new KMSClient({ endpoint: service.url, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 })
}

async function stop() {
  client.destroy()
  await service.close()
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kms-'))
  await start()
})

afterEach(async () => {
  await stop()
  await rm(folder, { recursive: true })
})

type Usage = 'SIGN_VERIFY' | 'ENCRYPT_DECRYPT'

async function create(KeyUsage: Usage, Origin: 'AWS_KMS' | 'EXTERNAL' = 'AWS_KMS'): Promise<string> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage, Origin }))
  return KeyMetadata?.Arn ?? ''
}

const signed = async (KeyId: string, Message: Uint8Array, more: Partial<SignCommandInput> = {}) => {
  const SigningAlgorithm = 'RSASSA_PKCS1_V1_5_SHA_256'
  const { Signature } = await client.send(new SignCommand({ KeyId, Message, SigningAlgorithm, ...more }))
  return Buffer.from(Signature ?? [])
}

const publicKey = async (KeyId: string) => (await client.send(new GetPublicKeyCommand({ KeyId }))).PublicKey
const sha256 = (message: Uint8Array) => createHash('sha256').update(message).digest()

const encrypt = (oaepHash: 'sha1' | 'sha256', text = 'geheim 密') =>
  publicEncrypt({ key: pair.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, Buffer.from(text))

const decrypted = async (KeyId: string, CiphertextBlob: Uint8Array) => {
  const EncryptionAlgorithm = 'RSAES_OAEP_SHA_1'
  const { Plaintext } = await client.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionAlgorithm }))
  return Buffer.from(Plaintext ?? []).toString()
}

/** The material as the import asks for it: AES key wrap with padding, the AES key under RSAES-OAEP with SHA-256. */
async function wrapped(KeyId: string, der: Buffer) {
  const { PublicKey, ImportToken } = await client.send(
    new GetParametersForImportCommand({
      KeyId,
      WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256',
      WrappingKeySpec: 'RSA_2048',
    }),
  )
  const aes = randomBytes(32)
  const cipher = createCipheriv('id-aes256-wrap-pad', aes, Buffer.from('A65959A6', 'hex'))
  const key = { key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' } as const
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const head = publicEncrypt({ ...key, padding, oaepHash: 'sha256' }, aes)
  return { KeyId, ImportToken, EncryptedKeyMaterial: Buffer.concat([head, cipher.update(der), cipher.final()]) }
}

const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'der' })
const ExpirationModel = 'KEY_MATERIAL_DOES_NOT_EXPIRE'

describe('signing', () => {
  test('a message, and its digest, have the one signature that Node makes', async () => {
    await service.set('alias/signing', 'SIGN_VERIFY', pem)
    const message = Buffer.from('POST\n/v3/导入\n')
    const expected = sign('sha256', message, pair.privateKey)
    expect(await signed('alias/signing', message)).toEqual(expected)
    expect(await signed('alias/signing', sha256(message), { MessageType: 'DIGEST' })).toEqual(expected)
  })

  test('a message has at most 4096 bytes; a digest is needed for more', async () => {
    const id = await create('SIGN_VERIFY')
    const key = { key: Buffer.from((await publicKey(id)) ?? []), format: 'der', type: 'spki' } as const
    const longest = randomBytes(4096)
    expect(verify('sha256', longest, key, await signed(id, longest))).toBe(true)
    await expect(signed(id, randomBytes(4097))).rejects.toMatchObject({ name: 'ValidationException' })
    const long = randomBytes(4097)
    const signature = await signed(id, sha256(long), { MessageType: 'DIGEST' })
    expect(verify('sha256', long, key, signature)).toBe(true)
  })

  test('a digest must be one of SHA-256, the algorithm one that is known', async () => {
    const id = await create('SIGN_VERIFY')
    const short = signed(id, randomBytes(20), { MessageType: 'DIGEST' })
    await expect(short).rejects.toMatchObject({ name: 'ValidationException' })
    const other = signed(id, randomBytes(32), { SigningAlgorithm: 'ECDSA_SHA_256' })
    await expect(other).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

describe('decrypting', () => {
  test('opens RSAES-OAEP with SHA-1, and nothing else by that name', async () => {
    await service.set('alias/decryption', 'ENCRYPT_DECRYPT', pem)
    expect(await decrypted('alias/decryption', encrypt('sha1'))).toBe('geheim 密')
    const wrong = decrypted('alias/decryption', encrypt('sha256'))
    await expect(wrong).rejects.toMatchObject({ name: 'InvalidCiphertextException' })
  })
})

describe('a key', () => {
  test('has one usage', async () => {
    const [signing, decryption] = [await create('SIGN_VERIFY'), await create('ENCRYPT_DECRYPT')]
    await expect(signed(decryption, randomBytes(9))).rejects.toMatchObject({ name: 'InvalidKeyUsageException' })
    await expect(decrypted(signing, encrypt('sha1'))).rejects.toMatchObject({ name: 'InvalidKeyUsageException' })
  })

  test('tells its public part, usage and algorithms', async () => {
    await service.set('alias/signing', 'SIGN_VERIFY', pem)
    const shown = await client.send(new GetPublicKeyCommand({ KeyId: 'alias/signing' }))
    expect(Buffer.from(shown.PublicKey ?? [])).toEqual(spki)
    expect(shown).toMatchObject({
      KeyId: expect.stringMatching(/^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/),
      KeySpec: 'RSA_2048',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: expect.arrayContaining(['RSASSA_PKCS1_V1_5_SHA_256']),
    })
    expect(shown.EncryptionAlgorithms).toBeUndefined()
  })

  test('is named by id, ARN, alias and ARN of an alias; an unknown name is refused', async () => {
    const arn = await create('SIGN_VERIFY')
    await client.send(new CreateAliasCommand({ AliasName: 'alias/a', TargetKeyId: arn }))
    for (const name of [arn, arn.split('/')[1] ?? '', 'alias/a', arn.replace(/key\/.*/, 'alias/a')]) {
      expect((await client.send(new DescribeKeyCommand({ KeyId: name }))).KeyMetadata?.Arn).toBe(arn)
    }
    await expect(publicKey('alias/b')).rejects.toMatchObject({ name: 'NotFoundException' })
  })

  test('can be disabled and enabled again', async () => {
    const KeyId = await create('SIGN_VERIFY')
    await client.send(new DisableKeyCommand({ KeyId }))
    await expect(publicKey(KeyId)).rejects.toMatchObject({ name: 'DisabledException' })
    await expect(signed(KeyId, randomBytes(9))).rejects.toMatchObject({ name: 'DisabledException' })
    await client.send(new EnableKeyCommand({ KeyId }))
    expect(await signed(KeyId, randomBytes(9))).toHaveLength(256)
  })
})

test('an alias moves to another key of the same usage', async () => {
  const [one, two, other] = [await create('SIGN_VERIFY'), await create('SIGN_VERIFY'), await create('ENCRYPT_DECRYPT')]
  const move = (TargetKeyId: string) => client.send(new UpdateAliasCommand({ AliasName: 'alias/signing', TargetKeyId }))
  await client.send(new CreateAliasCommand({ AliasName: 'alias/signing', TargetKeyId: one }))
  await move(two)
  expect(await publicKey('alias/signing')).toEqual(await publicKey(two))
  await expect(move(other)).rejects.toMatchObject({ name: 'ValidationException' })
})

describe('import', () => {
  test('one pair goes into a key of each usage', async () => {
    const [signing, decryption] = [await create('SIGN_VERIFY', 'EXTERNAL'), await create('ENCRYPT_DECRYPT', 'EXTERNAL')]
    await expect(publicKey(signing)).rejects.toMatchObject({ name: 'KMSInvalidStateException' })
    for (const KeyId of [signing, decryption]) {
      await client.send(new ImportKeyMaterialCommand({ ...(await wrapped(KeyId, pkcs8)), ExpirationModel }))
      expect(Buffer.from((await publicKey(KeyId)) ?? [])).toEqual(spki)
    }
    expect(verify('sha256', Buffer.from('a'), pair.publicKey, await signed(signing, Buffer.from('a')))).toBe(true)
    expect(await decrypted(decryption, encrypt('sha1'))).toBe('geheim 密')
  })

  test('the same material can be imported again, other material cannot', async () => {
    const KeyId = await create('SIGN_VERIFY', 'EXTERNAL')
    const put = async (der: Buffer) =>
      client.send(new ImportKeyMaterialCommand({ ...(await wrapped(KeyId, der)), ExpirationModel }))
    await put(pkcs8)
    await put(pkcs8)
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const other = put(stranger.export({ type: 'pkcs8', format: 'der' }))
    await expect(other).rejects.toMatchObject({ name: 'IncorrectKeyMaterialException' })
  })

  test.each([
    ['PKCS#1', pair.privateKey.export({ type: 'pkcs1', format: 'der' })],
    ['a public key', spki],
    [
      'an RSA key of 1024 bits',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'der' }),
    ],
  ])('%s is not taken', async (_, der) => {
    const KeyId = await create('SIGN_VERIFY', 'EXTERNAL')
    const put = client.send(new ImportKeyMaterialCommand({ ...(await wrapped(KeyId, der)), ExpirationModel }))
    await expect(put).rejects.toMatchObject({ name: 'IncorrectKeyMaterialException' })
  })

  test('a token is of one key; a key with material of KMS takes none', async () => {
    const [one, two] = [await create('SIGN_VERIFY', 'EXTERNAL'), await create('SIGN_VERIFY', 'EXTERNAL')]
    const swapped = { ...(await wrapped(one, pkcs8)), KeyId: two, ExpirationModel } as const
    const put = client.send(new ImportKeyMaterialCommand(swapped))
    await expect(put).rejects.toMatchObject({ name: 'InvalidImportTokenException' })
    await expect(wrapped(await create('SIGN_VERIFY'), pkcs8)).rejects.toMatchObject({
      name: 'UnsupportedOperationException',
    })
  })
})

test('what is set is set once; another pair becomes another key', async () => {
  const arn = async () => (await client.send(new DescribeKeyCommand({ KeyId: 'alias/signing' }))).KeyMetadata?.Arn
  await service.set('alias/signing', 'SIGN_VERIFY', pem)
  const first = await arn()
  await service.set('alias/signing', 'SIGN_VERIFY', pem)
  expect(await arn()).toBe(first)
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  await service.set('alias/signing', 'SIGN_VERIFY', String(other.export({ type: 'pkcs8', format: 'pem' })))
  expect(await arn()).not.toBe(first)
})

test('calls can be made to fail, so many times', async () => {
  const id = await create('SIGN_VERIFY')
  service.fail('Sign', 'ThrottlingException', 1)
  await expect(signed(id, randomBytes(9))).rejects.toMatchObject({ name: 'ThrottlingException' })
  expect(await signed(id, randomBytes(9))).toHaveLength(256)
})

test('keys and aliases stay in the folder, for the owner only', async () => {
  await service.set('alias/signing', 'SIGN_VERIFY', pem)
  const id = await create('ENCRYPT_DECRYPT')
  const before = await publicKey(id)
  await stop()
  await start()
  expect(await publicKey(id)).toEqual(before)
  expect(Buffer.from((await publicKey('alias/signing')) ?? [])).toEqual(spki)
  expect((await stat(join(folder, 'kms.json'))).mode & 0o777).toBe(0o600)
})
