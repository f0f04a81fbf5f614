import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readCsv } from '../../cli/file/read-csv.ts'

const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))

export const MEMBERS_FILE = example('members.csv')

/** What is the same for every member of the sample: the simulator's open brand and its template of all kinds. */
export const COMMON = { brand_id: '1004', card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0' }

export type Expected = { state: string; code: string; why: string }

/** How each row of the sample must end, as somebody wrote it down by hand. */
export async function readExpected(): Promise<Map<number, Expected>> {
  const expected = new Map<number, Expected>()
  for await (const { cells } of readCsv(createReadStream(example('expected.csv'), 'utf8'))) {
    const [row = '', state = '', code = '', why = ''] = cells
    if (row !== 'row') expected.set(Number(row), { state, code, why })
  }
  return expected
}
