import type { ImportRequest } from '../member/import-request.ts'
import type { Credential } from './credential.ts'
import { encryptPersonalFields } from './encrypt-personal-fields.ts'
import { cardMemberPath, type WireRequest } from './paths.ts'

/**
 * Import a member by openid (CONTRACT.md 1). A request that came with a serial is encrypted already and passes as it
 * is; a plain one is encrypted under the credential's current key. The spelling of the validity object is kept.
 */
export function importByOpenid(call: { request: ImportRequest; serial?: string }, credential: Credential): WireRequest {
  const { request, serial } = call
  const sealed = serial === undefined ? encryptPersonalFields(request, credential.encryption.key) : request
  return {
    method: 'POST',
    path: cardMemberPath(credential.variant, 'user-cards', 'import-by-openid'),
    body: Buffer.from(JSON.stringify(credential.variant === 'partner' ? sealed : { ...sealed, brand_id: undefined })),
  }
}
