// A function whose key is in its secret pays some 2 ms of its start for this import; as an import() it would be some 5, for
// esbuild then wraps every module that the SDK's clients share.
import { DecryptCommand, GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { REQUEST_LIMITS } from './request-limits.ts'

/** Three tries must fit into one call to WeChat Pay, which waits for the signature; an answer takes some 10 ms. */
const LIMITS = { ...REQUEST_LIMITS, requestTimeout: 1_500 }

/** The calls to KMS, with the two algorithms that WeChat Pay asks for (CONTRACT.md 4.1, 5.4). All reject with the SDK's errors. */
export function openKms() {
  const client = new KMSClient({ maxAttempts: 3, requestHandler: LIMITS })
  return {
    /** SPKI in DER, and the ARN of the key that a name (id, ARN, alias) stands for now. */
    async getPublicKey(keyId: string) {
      const { KeyId = keyId, PublicKey = new Uint8Array() } = await client.send(
        new GetPublicKeyCommand({ KeyId: keyId }),
      )
      return { keyArn: KeyId, publicKey: PublicKey }
    },

    /** `digest`: SHA-256. The request's message itself can be longer than the 4096 bytes that KMS takes. */
    async sign(keyArn: string, digest: Uint8Array): Promise<Uint8Array> {
      const command = new SignCommand({
        KeyId: keyArn,
        Message: digest,
        MessageType: 'DIGEST',
        SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
      })
      const { Signature = new Uint8Array() } = await client.send(command)
      return Signature
    },

    async decrypt(keyArn: string, ciphertext: Uint8Array): Promise<Uint8Array> {
      const command = new DecryptCommand({
        KeyId: keyArn,
        CiphertextBlob: ciphertext,
        EncryptionAlgorithm: 'RSAES_OAEP_SHA_1',
      })
      const { Plaintext = new Uint8Array() } = await client.send(command)
      return Plaintext
    },
  }
}
