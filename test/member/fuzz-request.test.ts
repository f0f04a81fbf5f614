import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkImportRequest } from '../../functions/member/check-import-request.ts'
import { parseJson } from '../../functions/member/parse-json.ts'
import { runs } from '../fuzz-runs.ts'
import { mangled, mutated } from '../mutations.ts'
import { REQUEST } from '../wechatpay/fixtures.ts'

const SOUND = JSON.stringify(REQUEST)
const NOW = 1_722_850_421_000

const bodies = fc.oneof(
  mutated(REQUEST).map(value => JSON.stringify(value) ?? ''),
  mangled(SOUND),
)

test('whatever becomes of a sound request, it is read or refused by a code, and what is accepted is accepted again', () => {
  fc.assert(
    fc.property(bodies, fc.boolean(), fc.constantFrom(undefined, '1004'), (body, encrypted, brandId) => {
      const parsed = parseJson(Buffer.from(body))
      if ('fault' in parsed) {
        expect(parsed.fault.code).toMatch(/^[a-z0-9_]+$/)
        return
      }
      const context = { now: NOW, encrypted, brandId }
      const checked = checkImportRequest(parsed.value, context)
      expect('polluted' in {}).toBe(false)
      if (!checked.ok) {
        expect(checked.faults.length).toBeGreaterThan(0)
        expect(checked.faults.length).toBeLessThanOrEqual(100)
        return
      }
      // What is sent on is this and nothing else: it says the same, and no part of it was bent into shape.
      expect(checked.request).toEqual(parsed.value)
      expect(checkImportRequest(JSON.parse(JSON.stringify(checked.request)), context).ok).toBe(true)
    }),
    { numRuns: runs(400) },
  )
})
