import { personalFields, replacePersonalFields } from '../member/personal-fields.ts'
import type { UserCard } from '../member/user-card.ts'
import type { Credential } from './credential.ts'

/** The card with its personal fields decrypted; all of them or, where one cannot be opened, the card as it is. */
export async function revealCard(
  card: UserCard,
  credential: Pick<Credential, 'decrypt'>,
): Promise<{ card: UserCard; plain: boolean }> {
  try {
    const plain = await Promise.all(
      personalFields(card).map(async ({ pointer, value }) => [pointer, await credential.decrypt(value)] as const),
    )
    return { card: replacePersonalFields(card, new Map(plain)), plain: true }
  } catch {
    return { card, plain: false }
  }
}
