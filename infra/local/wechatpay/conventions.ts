import { createHash } from 'node:crypto'
import type { Card, Cards } from './cards.ts'
import { type RefusalName, refused } from './catalogue.ts'
import { formatTime } from './times.ts'

type Convention = {
  mark: string
  help: string
  /** Said to every call, or to the import alone. */
  refuses?: { name: RefusalName; calls: 'all' | 'import' }
  /** The card that stands there before the first call about this user. */
  holds?: { state: 'UNACTIVATED' | 'EFFECTIVE'; code: 'own' | 'asked'; holder: 'user' | 'other' }
}

/** What an openid can say about its user, so that a sample file meets refusals without any set-up. */
export const CONVENTIONS: readonly Convention[] = [
  { mark: '-invalid-', help: 'the openid is unknown', refuses: { name: 'OPENID_INVALID', calls: 'all' } },
  {
    mark: '-otherapp-',
    help: 'the openid belongs to another AppID',
    refuses: { name: 'OPENID_OF_OTHER_APP', calls: 'all' },
  },
  { mark: '-forbidden-', help: 'content is refused', refuses: { name: 'CONTENT_FORBIDDEN', calls: 'import' } },
  { mark: '-deleted-', help: 'the user deleted the card', refuses: { name: 'CARD_DELETED', calls: 'import' } },
  {
    mark: '-pending-',
    help: 'the user holds an UNACTIVATED card under another code',
    holds: { state: 'UNACTIVATED', code: 'own', holder: 'user' },
  },
  {
    mark: '-member-',
    help: 'the user holds an EFFECTIVE card under another code',
    holds: { state: 'EFFECTIVE', code: 'own', holder: 'user' },
  },
  {
    mark: '-already-',
    help: 'the user holds an EFFECTIVE card under the very code asked for, made in 2025',
    holds: { state: 'EFFECTIVE', code: 'asked', holder: 'user' },
  },
  {
    mark: '-codetaken-',
    help: 'another user holds the code asked for',
    holds: { state: 'EFFECTIVE', code: 'asked', holder: 'other' },
  },
  { mark: '-codefirst-', help: 'where user and code both collide, the answer names the code' },
]

const CREATE_MS = Date.parse('2025-01-01T00:00:00+08:00')

export function namesCodeFirst(openid: string): boolean {
  return openid.includes('-codefirst-')
}

/** Refuses what the openid asks to be refused; `calls` says whether this is the import. */
export function heedRefusals(openid: string, isImport: boolean): void {
  for (const { mark, refuses } of CONVENTIONS) {
    if (refuses && openid.includes(mark) && (isImport || refuses.calls === 'all')) throw refused(refuses.name)
  }
}

/** Puts the card there that the openid says was there all along, unless its place is taken already. */
export function placeCards(cards: Cards, brandId: string, cardId: string, openid: string, asked: string | undefined) {
  for (const { mark, holds } of CONVENTIONS) {
    if (!holds || !openid.includes(mark)) continue
    const holder = holds.holder === 'user' ? openid : `holder-of-${digest(cardId, openid)}`
    if (cards.ofUser(brandId, holder).some(card => card.cardId === cardId)) continue
    const code = holds.code === 'own' ? `S${digest(cardId, openid)}` : asked
    if (code !== undefined && !cards.byCode(cardId, code)) {
      cards.put(makeCard({ brandId, cardId, openid: holder, code, state: holds.state, createMs: CREATE_MS }))
    }
  }
}

/** A card that is simply there: permanent, without personal fields. */
export function makeCard(given: Pick<Card, 'brandId' | 'cardId' | 'openid' | 'code' | 'state' | 'createMs'>): Card {
  return {
    ...given,
    validity: { type: 'PERMANENT' },
    pickupTime: formatTime(given.createMs),
    shown: {},
    personal: { commonFields: [], customFields: [] },
    modifyMs: given.createMs,
  }
}

function digest(cardId: string, openid: string): string {
  return createHash('sha256')
    .update(JSON.stringify([cardId, openid]))
    .digest('hex')
    .slice(0, 12)
}
