import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkMemberFile } from '../../../cli/file/check-member-file.ts'
import { FileError } from '../../../cli/file/file-error.ts'
import { checkImportRequest } from '../../../functions/member/check-import-request.ts'
import { runs } from '../../fuzz-runs.ts'
import { mangled, mutated } from '../../mutations.ts'
import { NOW, REQUEST } from '../../wechatpay/fixtures.ts'
import { createTemporary, type Temporary } from './temporary.ts'

let at: Temporary
beforeEach(async () => {
  at = await createTemporary()
})
afterEach(() => at.remove())

const CSV = [
  'openid,user_card_code,phone_number,USER_FORM_FLAG_NAME,custom:运动,pickup_time,valid_date_information.type',
  'o1,1,13800138000,张伟,"篮球|游泳",2024-05-20T13:29:35+08:00,PERMANENT',
  'o2,2,13800138001,"欧阳 ""小"" 明",,2024-05-20T13:29:35+08:00,PERMANENT',
  '',
].join('\r\n')
const COMMON = { brand_id: '1004', card_id: REQUEST.card_id }

const files = fc.oneof(
  mangled(CSV).map(text => ({ name: 'a.csv', bytes: Buffer.from(text) })),
  // A byte in place of each unit: what is not ASCII becomes bytes of no encoding.
  mangled(CSV).map(text => ({ name: 'a.csv', bytes: Buffer.from(text, 'latin1') })),
  fc
    .array(
      fc.oneof(
        mutated(REQUEST).map(value => JSON.stringify(value) ?? ''),
        mangled(JSON.stringify(REQUEST)),
      ),
      { maxLength: 3 },
    )
    .map(lines => ({ name: 'a.jsonl', bytes: Buffer.from(lines.join('\n')) })),
)

test('whatever becomes of a sound file, each row is sound or has a fault, or the file is refused by a code', async () => {
  await fc.assert(
    fc.asyncProperty(files, async ({ name, bytes }) => {
      let rows = 0
      try {
        const file = await at.open(bytes, name)
        for await (const { row, request, faults } of checkMemberFile(file, { now: NOW, common: COMMON })) {
          rows += 1
          expect(row).toBe(rows)
          expect(request === undefined).toBe(faults.length > 0)
          if (request) expect(checkImportRequest(request, { now: NOW, encrypted: false }).ok).toBe(true)
          for (const { code, detail } of faults)
            expect([code, detail]).toEqual([expect.stringMatching(/^\w+$/), expect.stringMatching(/\S/)])
        }
        expect(rows).toBeGreaterThan(0)
      } catch (error) {
        if (!(error instanceof FileError)) throw error
        expect(error.code).toMatch(/^\w+$/)
      }
    }),
    { numRuns: runs(150) },
  )
})
