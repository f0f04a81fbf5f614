import type { InputRow } from '../../checker/evidence.ts'
import { BRAND, CARD } from '../../e2e/harness.ts'
import { type Random, shuffle } from './draw.ts'

/** A row as it is sent. `sealed`: with its personal fields encrypted before; `isSound`: with nothing to be refused in it. */
export type SentRow = InputRow & { body: object | string; sealed: boolean; isSound: boolean }

type Kind = {
  /** So many members, each with a row for each of its codes. */
  members: number
  /** Heeded by the simulator, in the openid. */
  mark?: string
  refusedAs?: string
  uncalled?: true
  sealed?: true
  /** Further rows of the same member: under the same code, or another. */
  again?: readonly ('same code' | 'other code')[]
  /** Two members after another have one code. */
  sharesCode?: true
  spoil?(body: object): object | string
}

/** 300 rows: what members files hold, and every refusal of a row that the simulator knows. */
const KINDS: readonly Kind[] = [
  { members: 168 },
  { members: 40, sealed: true },
  { members: 4, mark: '-invalid-', refusedAs: 'openid_invalid' },
  { members: 3, mark: '-otherapp-', refusedAs: 'openid_of_other_app' },
  { members: 4, mark: '-forbidden-', refusedAs: 'content_refused' },
  { members: 4, mark: '-deleted-', refusedAs: 'deleted_by_user' },
  { members: 4, mark: '-pending-' },
  { members: 5, mark: '-member-' },
  { members: 4, mark: '-codetaken-' },
  { members: 8, mark: '-already-' },
  { members: 2, refusedAs: 'not_json', uncalled: true, spoil: body => JSON.stringify(body).slice(0, -1) },
  { members: 2, refusedAs: 'too_long', uncalled: true, spoil: body => ({ ...body, level: '一二三四五六七八九十一' }) },
  { members: 2, refusedAs: 'missing', uncalled: true, spoil: body => ({ ...body, openid: undefined }) },
  { members: 16, again: ['same code'] },
  { members: 6, again: ['other code'] },
  { members: 6, sharesCode: true },
]

/** The rows of a run, in two jobs, in the order in which they are sent. */
export function makeRows(random: Random, seed: number): SentRow[] {
  const members = KINDS.flatMap(kind => Array.from({ length: kind.members }, (_, at) => ({ kind, at })))
  const asked = members.flatMap(({ kind, at }, n) => {
    const openid = `o-${seed}-${kind.mark ?? '-'}${String(n).padStart(4, '0')}`
    const code = `${seed}-${String(kind.sharesCode && at % 2 ? n - 1 : n).padStart(4, '0')}`
    const others = (kind.again ?? []).map(which => (which === 'same code' ? code : `${code}-b`))
    return [code, ...others].map(code => ({ kind, openid, code, n }))
  })
  const last = { spring: 0, autumn: 0 }
  return shuffle(random, asked).map(({ kind, openid, code, n }) => {
    const name = random() < 0.7 ? 'spring' : 'autumn'
    last[name] += 1
    const body = bodyOf(openid, code, n)
    return {
      jobId: `${name}-${seed}`,
      row: last[name],
      cardId: CARD,
      openid,
      code,
      sealed: kind.sealed ?? false,
      isSound: kind.mark === undefined && kind.refusedAs === undefined,
      body: kind.spoil?.(body) ?? body,
      ...(kind.refusedAs !== undefined && { refusedAs: kind.refusedAs }),
      ...(kind.uncalled && { uncalled: kind.uncalled }),
    }
  })
}

function bodyOf(openid: string, code: string, n: number) {
  return {
    brand_id: BRAND,
    card_id: CARD,
    openid,
    user_card_code: code,
    phone_number: `139${String(n).padStart(8, '0')}`,
    user_information: { common_field_list: [{ name: 'USER_FORM_FLAG_NAME', value: '张伟' }] },
    valid_date_information: { type: 'PERMANENT' },
    pickup_time: '2020-05-20T13:29:35+08:00',
  }
}
