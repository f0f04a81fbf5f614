import * as v from 'valibot'
import { about } from './stating.ts'

/** The body of `GET /encryption-key`: what it takes to encrypt personal fields before they are sent. */
export const EncryptionKeySchema = v.object({
  wechatpay_serial: about('To be sent as Wechatpay-Serial with what is encrypted under it.', v.string()),
  public_key: about('PEM. RSAES-OAEP with SHA-1, as WeChat Pay has it.', v.string()),
  brand_id: v.exactOptional(about('Of a brand credential: the brand that every member is imported for.', v.string())),
})
