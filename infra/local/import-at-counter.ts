import { readSample } from './sample.ts'

/** The row of the sample whose member stands at the counter before the file is imported. */
const ROW = 40

/** Imports one member of the sample by HTTP, personal fields plain, as a shop's back end does. */
export async function importAtCounter(apiUrl: string): Promise<Response> {
  for await (const { row, request } of readSample()) {
    if (row !== ROW) continue
    return await fetch(`${apiUrl}/user-cards/import-by-openid`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
  }
  throw new Error(`The sample has no row ${ROW}.`)
}
