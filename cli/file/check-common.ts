import { checkImportRequest } from '../../functions/member/check-import-request.ts'
import type { Fault } from '../../functions/member/faults.ts'
import type { Tree } from './file-record.ts'

/** What each member has of their own: it cannot be the same for every row. */
const OWN: ReadonlySet<string> = new Set(['openid', 'user_card_code', 'phone_number', 'user_information'])

/** Stand in the check for what the rows will give. */
const FROM_ROWS = { brand_id: 'later', card_id: 'later', openid: 'later', user_card_code: 'later' }

/**
 * What is wrong with what is to be the same for every row: it would be wrong in each. What is missing may still come
 * from the rows. `now` in milliseconds since 1970.
 */
export function checkCommon(common: Tree, now: number): Fault[] {
  const shared = Object.fromEntries(Object.entries(common).filter(([name]) => !OWN.has(name)))
  // No card has expired that was picked up just now.
  const pickup = { pickup_time: new Date(now - 1).toISOString() }
  const checked = checkImportRequest({ ...FROM_ROWS, ...pickup, ...shared }, { now, encrypted: false })
  const own: Fault[] = Object.keys(common)
    .filter(name => OWN.has(name))
    .map(name => ({
      pointer: `/${name}`,
      code: 'unknown_field',
      detail: 'Must stand in the rows: each member has another.',
    }))
  return checked.ok ? own : [...own, ...checked.faults.filter(({ code }) => code !== 'missing')]
}
