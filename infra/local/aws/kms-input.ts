import * as v from 'valibot'
import { ServiceError } from './json-service.ts'

const blob = v.pipe(
  v.string(),
  v.base64(),
  v.transform(text => Buffer.from(text, 'base64')),
)

/** What the operations take; of each enumeration what the emulator knows. */
const Input = v.object({
  KeyId: v.optional(v.string()),
  KeySpec: v.optional(v.literal('RSA_2048')),
  KeyUsage: v.optional(v.picklist(['SIGN_VERIFY', 'ENCRYPT_DECRYPT'])),
  Origin: v.optional(v.picklist(['AWS_KMS', 'EXTERNAL']), 'AWS_KMS'),
  AliasName: v.optional(v.pipe(v.string(), v.regex(/^alias\/[\w/-]{1,250}$/))),
  TargetKeyId: v.optional(v.string()),
  Message: v.optional(blob),
  MessageType: v.optional(v.picklist(['RAW', 'DIGEST']), 'RAW'),
  SigningAlgorithm: v.optional(v.literal('RSASSA_PKCS1_V1_5_SHA_256')),
  CiphertextBlob: v.optional(blob),
  EncryptionAlgorithm: v.optional(v.picklist(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'])),
  WrappingAlgorithm: v.optional(v.literal('RSA_AES_KEY_WRAP_SHA_256')),
  WrappingKeySpec: v.optional(v.picklist(['RSA_2048', 'RSA_3072', 'RSA_4096'])),
  ImportToken: v.optional(v.string()),
  EncryptedKeyMaterial: v.optional(blob),
  ExpirationModel: v.optional(v.literal('KEY_MATERIAL_DOES_NOT_EXPIRE')),
})

export type Input = v.InferOutput<typeof Input>

/** Throws what AWS answers for an input that does not have its form. */
export function readInput(raw: unknown): Input {
  const input = v.safeParse(Input, raw)
  if (!input.success) throw invalid(`${v.getDotPath(input.issues[0])} is not valid.`)
  return input.output
}

const invalid = (message: string) => new ServiceError('ValidationException', message)

export function required<Field extends keyof Input>(input: Input, field: Field): NonNullable<Input[Field]> {
  const value = input[field]
  if (value === undefined || value === null) throw invalid(`${field} must not be null.`)
  return value
}
