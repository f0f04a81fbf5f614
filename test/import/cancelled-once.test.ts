import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memberKey } from '../../functions/import/member-key.ts'
import { recall } from '../../functions/import/recall.ts'
import { recordOf, rowName } from './memory-ports.ts'
import { JOB, namesOf, play, scripts } from './play.ts'
import { BRAND, CARD } from './samples.ts'

const cancelled = fc
  .tuple(scripts, fc.nat({ max: 150 }), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
  .map(([script, cancelAfter, others]) => ({
    ...script,
    cancelAfter,
    rows: script.rows.map((row, index) => ({ ...row, job: others[index] ? 'job-2' : JOB })),
  }))

test('cancelled at any moment: nothing is sent any more, no row counts twice, nothing owed is left behind', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(cancelled, async script => {
      const { outside, wechatpay, sentAfterCancel } = await play(script)
      expect(wechatpay.violations).toEqual([])
      expect(sentAfterCancel).toEqual([])
      const rows = script.rows.map(({ job }, index) => ({ job, name: rowName({ jobId: job, row: index + 1 }) }))
      const unprocessed = rows.filter(({ name }) => !outside.rows.has(name))
      expect(unprocessed.filter(({ job }) => job !== JOB)).toEqual([])
      expect(outside.endings).toHaveLength(rows.length - unprocessed.length)
      const once = !script.doubled.includes(true)
      for (const member of script.held.keys()) {
        const { openid } = namesOf(member)
        const endings = outside.endings.filter(ending => ending.openid === openid)
        const made = wechatpay.made.get(openid) ?? 0
        const imported = endings.filter(({ state }) => state === 'imported').length
        expect(made).toBeLessThanOrEqual(1)
        expect(imported).toBeLessThanOrEqual(made)
        const open = endings.some(({ state, code }) => state === 'unsettled' || (code !== undefined && OPEN.has(code)))
        if (!once || open) continue
        expect(imported).toBe(made)
        const record = recordOf(outside, memberKey(BRAND, CARD, openid))
        expect(recall(record, 'another code').step).toBe('import')
      }
    }),
    { numRuns: 1_000 },
  )
})
const OPEN = new Set<string>(['unrecognised_refusal', 'stale_wechatpay_serial', 'other_code', 'card_invalid'])
