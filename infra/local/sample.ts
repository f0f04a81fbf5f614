import { createReadStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { applyDefaults } from '../../cli/file/apply-defaults.ts'
import { openMemberFile } from '../../cli/file/open-member-file.ts'
import { readCsv } from '../../cli/file/read-csv.ts'

const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))

/** What is the same for every member of the sample: the simulator's open brand and its template of all kinds. */
const COMMON = { brand_id: '1004', card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0' }

/** The rows of the sample as import requests, unchecked: some have faults for the queue function to find. */
export async function* readSample(): AsyncGenerator<{ row: number; request: Record<string, unknown> }> {
  const file = await openMemberFile(example('members.csv'), tmpdir())
  try {
    for await (const { row, request = {} } of file.records()) yield { row, request: applyDefaults(request, COMMON) }
  } finally {
    await file.close()
  }
}

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
