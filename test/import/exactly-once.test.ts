import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowName } from './memory-ports.ts'
import { JOB, namesOf, play, scripts } from './play.ts'

test('whatever is answered, crashes, stalls or comes twice: one end a row, one card a member, no sending where a query is owed', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async script => {
      const { outside, wechatpay } = await play(script)
      expect(wechatpay.violations).toEqual([])
      const rows = script.rows.map((_, index) => rowName({ jobId: JOB, row: index + 1 }))
      expect([...outside.rows.keys()].sort()).toEqual(rows)
      expect(outside.endings).toHaveLength(rows.length)

      for (const [member, held] of script.held.entries()) {
        const { openid } = namesOf(member)
        const rowsOf = script.rows.filter(row => row.member === member)
        const states = outside.endings.filter(ending => ending.openid === openid).map(({ state }) => state)
        const made = wechatpay.made.get(openid) ?? 0
        const imported = states.filter(state => state === 'imported').length
        expect(made).toBeLessThanOrEqual(1)
        expect(imported).toBeLessThanOrEqual(made)
        if (!states.includes('unsettled')) expect(imported).toBe(made)
        if (states.includes('already_member')) expect(held === 'effective' || made === 1).toBe(true)
        if (held === 'effective' || held === 'pending') expect(made).toBe(0)
        if (held !== 'nothing' && rowsOf.every(({ code }) => code === 'A')) expect(made).toBe(0)
        if (rowsOf.every(({ stranger }) => stranger)) expect(made).toBe(0)
      }
    }),
    { numRuns: 1_000 },
  )
})
