import { createPublicKey, generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { JsonFile } from './json-file.ts'
import { ServiceError } from './json-service.ts'
import { decryptOaep, signMessage, unwrapMaterial } from './kms-crypto.ts'
import { type Input, required } from './kms-input.ts'
import {
  algorithms,
  createKey,
  describeKey,
  findKey,
  type KmsKey,
  type KmsState,
  saveAlias,
  saveKey,
  usable,
} from './kms-keys.ts'
import { keyArn } from './names.ts'

type Operation = (input: Input) => Promise<unknown>

const makeKeyPair = promisify(generateKeyPair)
const IMPORT_TOKEN_MS = 24 * 3_600_000

/** What KMS does with the keys of a state. An import must end in the process that began it. */
export function createOperations(file: JsonFile<KmsState>): Record<string, Operation> {
  const imports = new Map<string, { keyId: string; wrappingKey: string; until: number }>()
  const find = (input: Input) => findKey(file.value, required(input, 'KeyId'))

  return {
    CreateKey: async input => {
      required(input, 'KeySpec')
      const usage = required(input, 'KeyUsage')
      const material = input.Origin === 'EXTERNAL' ? undefined : await makeMaterial(2048)
      return { KeyMetadata: describeKey(await createKey(file, usage, input.Origin, material)) }
    },
    DescribeKey: async input => ({ KeyMetadata: describeKey(find(input)) }),
    GetPublicKey: async input => {
      const key = find(input)
      const publicKey = createPublicKey(usable(key)).export({ type: 'spki', format: 'der' })
      const about = { KeyId: keyArn(key.id), KeySpec: 'RSA_2048', KeyUsage: key.usage, ...algorithms(key) }
      return { ...about, PublicKey: publicKey.toString('base64') }
    },
    Sign: async input => {
      const key = find(input)
      const SigningAlgorithm = required(input, 'SigningAlgorithm')
      const signature = signMessage(usable(key, 'SIGN_VERIFY'), required(input, 'Message'), input.MessageType)
      return { KeyId: keyArn(key.id), Signature: signature.toString('base64'), SigningAlgorithm }
    },
    Decrypt: async input => {
      const key = find(input)
      const EncryptionAlgorithm = required(input, 'EncryptionAlgorithm')
      const hash = EncryptionAlgorithm === 'RSAES_OAEP_SHA_1' ? 'sha1' : 'sha256'
      const plaintext = decryptOaep(usable(key, 'ENCRYPT_DECRYPT'), required(input, 'CiphertextBlob'), hash)
      return { KeyId: keyArn(key.id), Plaintext: plaintext.toString('base64'), EncryptionAlgorithm }
    },
    EnableKey: async input => void (await saveKey(file, { ...find(input), enabled: true })),
    DisableKey: async input => void (await saveKey(file, { ...find(input), enabled: false })),
    CreateAlias: async input => {
      const alias = required(input, 'AliasName')
      if (alias in file.value.aliases) throw new ServiceError('AlreadyExistsException', `${alias} already exists`)
      await saveAlias(file, alias, findKey(file.value, required(input, 'TargetKeyId')).id)
    },
    UpdateAlias: async input => {
      const alias = required(input, 'AliasName')
      const [old, key] = [findKey(file.value, alias), findKey(file.value, required(input, 'TargetKeyId'))]
      if (old.usage !== key.usage) throw new ServiceError('ValidationException', 'Both keys must have one usage.')
      await saveAlias(file, alias, key.id)
    },
    GetParametersForImport: async input => {
      const { id } = external(find(input))
      required(input, 'WrappingAlgorithm')
      const wrappingKey = await makeMaterial(Number(required(input, 'WrappingKeySpec').slice(-4)))
      const token = randomBytes(256).toString('base64')
      const until = Date.now() + IMPORT_TOKEN_MS
      imports.set(token, { keyId: id, wrappingKey, until })
      const publicKey = createPublicKey(wrappingKey).export({ type: 'spki', format: 'der' }).toString('base64')
      return { KeyId: keyArn(id), ImportToken: token, PublicKey: publicKey, ParametersValidTo: until / 1000 }
    },
    ImportKeyMaterial: async input => {
      const key = external(find(input))
      required(input, 'ExpirationModel')
      const given = imports.get(required(input, 'ImportToken'))
      if (given?.keyId !== key.id) throw new ServiceError('InvalidImportTokenException', 'Not a token of this key.')
      if (given.until < Date.now()) throw new ServiceError('ExpiredImportTokenException', 'The token has expired.')
      const material = unwrapMaterial(given.wrappingKey, required(input, 'EncryptedKeyMaterial'))
      if (key.material !== undefined && key.material !== material)
        throw new ServiceError('IncorrectKeyMaterialException', 'Only the same key material can be imported again.')
      await saveKey(file, { ...key, material })
      return { KeyId: keyArn(key.id) }
    },
  }
}

function external(key: KmsKey): KmsKey {
  if (key.origin === 'EXTERNAL') return key
  throw new ServiceError(
    'UnsupportedOperationException',
    `${keyArn(key.id)} origin is AWS_KMS which is not valid here.`,
  )
}

async function makeMaterial(modulusLength: number): Promise<string> {
  const { privateKey } = await makeKeyPair('rsa', { modulusLength })
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
}
