import { type KmsService, startKms } from './kms.ts'

/** PEM of the key that signs, and of the one that decrypts; without the latter answers stay encrypted. */
export type MerchantKeys = { signing: string; decryption?: string }

const SIGNING = 'alias/signing'
const DECRYPTION = 'alias/decryption'

export type MerchantKms = {
  /** What the functions need to find KMS and the keys, which are there as aliases. */
  environment: Record<string, string>
  /** Has the aliases name these keys. */
  put(keys: MerchantKeys): Promise<void>
  fail: KmsService['fail']
  close(): Promise<void>
}

/** The local KMS, with the merchant's private key in it. */
export async function startMerchantKms(
  keys: MerchantKeys,
  options: Parameters<typeof startKms>[0],
): Promise<MerchantKms> {
  const kms = await startKms(options)
  const put = async ({ signing, decryption }: MerchantKeys) => {
    await kms.set(SIGNING, 'SIGN_VERIFY', signing)
    if (decryption !== undefined) await kms.set(DECRYPTION, 'ENCRYPT_DECRYPT', decryption)
  }
  await put(keys)
  return {
    environment: {
      AWS_ENDPOINT_URL_KMS: kms.url,
      WECHATPAY_SIGNING_KEY_ID: SIGNING,
      ...(keys.decryption !== undefined && { WECHATPAY_DECRYPTION_KEY_ID: DECRYPTION }),
    },
    put,
    fail: kms.fail,
    close: kms.close,
  }
}
