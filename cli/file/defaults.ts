import { readFile } from 'node:fs/promises'
import { checkImportRequest } from '../../functions/member/check-import-request.ts'
import type { Fault } from '../../functions/member/faults.ts'
import { parseJson } from '../../functions/member/parse-json.ts'
import { FileError } from './file-error.ts'
import { isTree, type Tree } from './file-record.ts'
import { refusePath } from './open-source.ts'
import { rowIssue } from './row-issue.ts'

/** What each member has of their own: no default may give these. */
const OWN = ['openid', 'user_card_code', 'phone_number', 'user_information'] as const

/** Fields that a request needs and that the rows will give: they fill up what the defaults leave out. */
const FROM_ROWS = {
  brand_id: 'later',
  card_id: 'later',
  openid: 'later',
  user_card_code: 'later',
  pickup_time: '2020-01-01T00:00:00+08:00',
}

/**
 * Reads a small JSON file of what is the same for every row: an import request without what each member has of their
 * own. `now` in milliseconds since 1970. Rejects with a FileError that has each fault by its JSON Pointer.
 */
export async function readDefaults(path: string, now: number): Promise<Tree> {
  const bytes = await readFile(path).catch(cause => {
    throw refusePath(path, cause)
  })
  const parsed = parseJson(bytes)
  if ('fault' in parsed) throw refuseDefaults(path, [parsed.fault])
  if (!isTree(parsed.value)) {
    throw refuseDefaults(path, [{ pointer: '', code: 'wrong_type', detail: 'Must be an object.' }])
  }
  const faults = checkDefaults(parsed.value, now)
  if (faults.length > 0) throw refuseDefaults(path, faults)
  return parsed.value
}

function checkDefaults(defaults: Tree, now: number): Fault[] {
  const own: Fault[] = OWN.filter(name => name in defaults).map(name => ({
    pointer: `/${name}`,
    code: 'unknown_field',
    detail: 'Must stand in each row: it is the member’s own.',
  }))
  const shared = Object.fromEntries(Object.entries(defaults).filter(([name]) => !OWN.some(one => one === name)))
  const checked = checkImportRequest({ ...FROM_ROWS, ...shared }, { now, encrypted: false })
  // Something that is missing may still come from the rows.
  return checked.ok ? own : [...own, ...checked.faults.filter(({ code }) => code !== 'missing')]
}

function refuseDefaults(path: string, faults: readonly Fault[]): FileError {
  const issues = faults.map(({ pointer, code, detail }) => rowIssue(0, pointer, code, detail))
  return new FileError('defaults_invalid', `The defaults in ${path} have faults.`, { issues })
}
