import { createHash } from 'node:crypto'

/** The name of a member in the ledger: it stands for brand, card template and openid without showing them. */
export function memberKey(brandId: string, cardId: string, openid: string): string {
  return createHash('sha256')
    .update(JSON.stringify([brandId, cardId, openid]))
    .digest('hex')
}
