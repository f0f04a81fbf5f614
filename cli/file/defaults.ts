import { readFile } from 'node:fs/promises'
import type { Fault } from '../../functions/member/faults.ts'
import { parseJson } from '../../functions/member/parse-json.ts'
import { checkCommon } from './check-common.ts'
import { FileError } from './file-error.ts'
import { isTree, type Tree } from './file-record.ts'
import { refusePath } from './open-source.ts'
import { rowIssue } from './row-issue.ts'

/**
 * Reads a small JSON file of what is the same for every row: an import request without what each member has of their
 * own. `now` in milliseconds since 1970. Rejects with a FileError that has each fault by its JSON Pointer.
 */
export async function readDefaults(path: string, now: number): Promise<Tree> {
  const bytes = await readFile(path).catch(cause => {
    throw refusePath(path, cause)
  })
  const parsed = parseJson(bytes)
  if ('fault' in parsed) throw refuseCommon(path, [parsed.fault])
  if (!isTree(parsed.value)) {
    throw refuseCommon(path, [{ pointer: '', code: 'wrong_type', detail: 'Must be an object.' }])
  }
  const faults = checkCommon(parsed.value, now)
  if (faults.length > 0) throw refuseCommon(path, faults)
  return parsed.value
}

/** `source`: where the faulty fields come from. */
export function refuseCommon(source: string, faults: readonly Fault[]): FileError {
  const issues = faults.map(({ pointer, code, detail }) => rowIssue(0, pointer, code, detail))
  return new FileError('defaults_invalid', `What ${source} gives for every row has faults.`, { issues })
}
