import { tmpdir } from 'node:os'
import { applyDefaults } from '../../cli/file/apply-defaults.ts'
import { openMemberFile } from '../../cli/file/open-member-file.ts'
import { COMMON, MEMBERS_FILE } from './sample.ts'

/** The row of the sample whose member stands at the counter before the file is imported. */
const ROW = 40

/** Imports one member of the sample by HTTP, personal fields plain, as a shop's back end does. */
export async function importAtCounter(apiUrl: string): Promise<Response> {
  const file = await openMemberFile(MEMBERS_FILE, tmpdir())
  try {
    for await (const { row, request } of file.records()) {
      if (row !== ROW || !request) continue
      return await fetch(`${apiUrl}/user-cards/import-by-openid`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(applyDefaults(request, COMMON)),
      })
    }
  } finally {
    await file.close()
  }
  throw new Error(`The sample has no row ${ROW}.`)
}
