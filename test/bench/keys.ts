import { generateKeyPairSync } from 'node:crypto'
import type { Credential } from '../../functions/wechatpay/credential.ts'
import { loadCredential } from '../../functions/wechatpay/load-credential.ts'

export const MCHID = '1900000001'
export const MERCHANT_SERIAL = '5F1C72E2A8931B72A2E13AF8DEE92471EB397115'
export const WECHATPAY_SERIAL = 'PUB_KEY_ID_0114232134912410000000000000'

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2_048 })

/** Both sides' keys: ready KeyObjects, PEM texts, and the credential that this product makes of them. */
export function makeKeys() {
  const [merchant, wechatpay] = [pair(), pair()]
  const pem = {
    merchant: merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    wechatpay: wechatpay.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
  const secret = {
    mchid: MCHID,
    merchant_serial_no: MERCHANT_SERIAL,
    merchant_private_key: pem.merchant,
    wechatpay_public_key_id: WECHATPAY_SERIAL,
    wechatpay_public_key: pem.wechatpay,
  }
  const { credential } = loadCredential(JSON.stringify(secret), 'bench', { now: Date.now() })
  if (!credential) throw new Error('No credential came of the keys.')
  return { merchant, wechatpay, pem, secret, credential }
}

export type Keys = ReturnType<typeof makeKeys> & { credential: Credential }
