import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import type { JsonFile } from './json-file.ts'
import { ServiceError } from './json-service.ts'
import { aliasArn, keyArn } from './names.ts'

const KmsKey = v.object({
  id: v.string(),
  usage: v.picklist(['SIGN_VERIFY', 'ENCRYPT_DECRYPT']),
  origin: v.picklist(['AWS_KMS', 'EXTERNAL']),
  enabled: v.boolean(),
  createdAt: v.number(),
  /** PKCS#8 in PEM; absent until the material of an EXTERNAL key is imported. */
  material: v.optional(v.string()),
})

/** All keys, all of RSA_2048, and the aliases that name them (`alias/…` to key id). `createdAt` in ms since 1970. */
export const KmsState = v.object({ keys: v.array(KmsKey), aliases: v.record(v.string(), v.string()) })

export type KmsKey = v.InferOutput<typeof KmsKey>
export type KmsState = v.InferOutput<typeof KmsState>
export type Usage = KmsKey['usage']

/** The key that a key id, key ARN, alias name or alias ARN means. */
export function findKey({ keys, aliases }: KmsState, name: string): KmsKey {
  const alias = Object.keys(aliases).find(alias => alias === name || aliasArn(alias) === name)
  const id = alias === undefined ? name : aliases[alias]
  const key = keys.find(key => key.id === id || keyArn(key.id) === id)
  if (!key) throw new ServiceError('NotFoundException', `Key '${name}' does not exist`)
  return key
}

/** The material of a key that may be used so. Throws what AWS answers for a key in another state, or of other usage. */
export function usable(key: KmsKey, usage: Usage = key.usage): string {
  const arn = keyArn(key.id)
  if (!key.enabled) throw new ServiceError('DisabledException', `${arn} is disabled.`)
  if (key.material === undefined) throw new ServiceError('KMSInvalidStateException', `${arn} is pending import.`)
  if (key.usage !== usage)
    throw new ServiceError('InvalidKeyUsageException', `${arn} key usage is ${key.usage} which is not valid here.`)
  return key.material
}

/** Which algorithms a key takes part in, as GetPublicKey and DescribeKey tell it. */
export function algorithms({ usage }: KmsKey) {
  const hashes = ['SHA_256', 'SHA_384', 'SHA_512']
  return usage === 'SIGN_VERIFY'
    ? {
        SigningAlgorithms: ['RSASSA_PKCS1_V1_5', 'RSASSA_PSS'].flatMap(scheme =>
          hashes.map(hash => `${scheme}_${hash}`),
        ),
      }
    : { EncryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] }
}

/** KeyMetadata of CreateKey and DescribeKey. */
export function describeKey(key: KmsKey) {
  return {
    KeyId: key.id,
    Arn: keyArn(key.id),
    CreationDate: key.createdAt / 1000,
    Enabled: key.enabled && key.material !== undefined,
    KeyState: key.material === undefined ? 'PendingImport' : key.enabled ? 'Enabled' : 'Disabled',
    KeyUsage: key.usage,
    KeySpec: 'RSA_2048',
    Origin: key.origin,
    KeyManager: 'CUSTOMER',
    MultiRegion: false,
    ...algorithms(key),
  }
}

export async function createKey(
  file: JsonFile<KmsState>,
  usage: Usage,
  origin: KmsKey['origin'],
  material?: string,
): Promise<KmsKey> {
  const key = { id: randomUUID(), usage, origin, enabled: true, createdAt: Date.now(), ...(material && { material }) }
  await saveKey(file, key)
  return key
}

export async function saveKey(file: JsonFile<KmsState>, key: KmsKey): Promise<void> {
  const { keys, ...state } = file.value
  await file.save({ ...state, keys: [...keys.filter(({ id }) => id !== key.id), key] })
}

export async function saveAlias(file: JsonFile<KmsState>, alias: string, id: string): Promise<void> {
  await file.save({ ...file.value, aliases: { ...file.value.aliases, [alias]: id } })
}
