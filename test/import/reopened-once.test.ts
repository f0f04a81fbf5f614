import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canReopen } from '../../functions/member/can-reopen.ts'
import { rowName } from './memory-ports.ts'
import { JOB, namesOf, play, scripts } from './play.ts'

const reopened = fc
  .tuple(scripts, fc.array(fc.nat({ max: 150 }), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([script, reopenAfter, redriven]) => ({ ...script, reopenAfter, redriven }))

test('opened again at any moment, older copies of its message still about: one end a row, one card a member', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(reopened, async script => {
      const { outside, wechatpay } = await play({ ...script, reopenAfter: [...script.reopenAfter] })
      expect(wechatpay.violations).toEqual([])
      const rows = script.rows.map((_, index) => rowName({ jobId: JOB, row: index + 1 }))
      expect([...outside.rows.keys()].sort()).toEqual(rows)
      expect(outside.endings).toHaveLength(rows.length)
      for (const member of script.held.keys()) {
        const endings = outside.endings.filter(({ openid }) => openid === namesOf(member).openid)
        const made = wechatpay.made.get(namesOf(member).openid) ?? 0
        const imported = endings.filter(({ state }) => state === 'imported').length
        expect(made).toBeLessThanOrEqual(1)
        expect(imported).toBeLessThanOrEqual(made)
        if (!endings.some(canReopen)) expect(imported).toBe(made)
      }
    }),
    { numRuns: 1_000 },
  )
})
