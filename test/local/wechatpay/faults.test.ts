import { describe, expect, it } from 'vitest'
import { makeFaultRules } from '../../../infra/local/wechatpay/fault-rules.ts'
import { type ChosenFault, readFault } from '../../../infra/local/wechatpay/faults.ts'
import { helpText } from '../../../infra/local/wechatpay/help.ts'
import { makeRandom } from '../../../infra/local/wechatpay/random.ts'

function fault(text: string): ChosenFault {
  const chosen = readFault(text)
  if (!chosen) throw new Error(`no fault: ${text}`)
  return chosen
}

describe('reading a fault', () => {
  it('takes its milliseconds, or the default', () => {
    expect(fault('server_error')).toMatchObject({ name: 'server_error', holdMs: [0, 0] })
    expect(fault('late_work')).toMatchObject({ holdMs: [5_000, 5_000] })
    expect(fault('late_work;20')).toMatchObject({ holdMs: [20, 20] })
    expect(fault('latency;50-200')).toMatchObject({ holdMs: [50, 200] })
  })

  it.each([
    '',
    'nonsense',
    'toString',
    'server_error;5',
    'delay;',
    'delay;-1',
    'delay;5-9',
    'latency',
    'latency;9-5',
    'latency;5',
    'delay;1;2',
  ])('does not take %s', text => {
    expect(readFault(text)).toBeUndefined()
  })
})

describe('fault rules', () => {
  const names = (picked: ChosenFault[]) => picked.map(({ name }) => name)

  it('counts down and is gone', () => {
    const rules = makeFaultRules(1)
    rules.add({ chosen: fault('server_error'), count: 2 })
    const picked = [1, 2, 3].map(() => names(rules.pick('answer', 'import', 'o1')))
    expect(picked).toEqual([['server_error'], ['server_error'], []])
    expect(rules.list()).toEqual([])
  })

  it('lasts until lifted without a count', () => {
    const rules = makeFaultRules(1)
    const id = rules.add({ chosen: fault('refuse_all') })
    rules.add({ chosen: fault('down') })
    expect(names(rules.pick('answer', 'query', null))).toEqual(['refuse_all'])
    expect(rules.lift(id)).toBe(1)
    expect(names(rules.pick('answer', 'query', null))).toEqual([])
    expect(rules.lift()).toBe(1)
    expect(names(rules.pick('connection', 'query', null))).toEqual([])
  })

  it('fits by call and by a part of the openid, and spends nothing on others', () => {
    const rules = makeFaultRules(1)
    rules.add({ chosen: fault('truncated'), count: 1, call: 'import', openid: '-x-' })
    expect(rules.pick('answer', 'query', 'o-x-1')).toEqual([])
    expect(rules.pick('answer', 'import', 'o-y-1')).toEqual([])
    expect(rules.pick('answer', 'import', null)).toEqual([])
    expect(names(rules.pick('answer', 'import', 'o-x-1'))).toEqual(['truncated'])
  })

  it('gives the first fault that fits, but adds up what only takes time', () => {
    const rules = makeFaultRules(1)
    for (const text of ['delay;1', 'server_error', 'latency;1-2', 'bad_gateway']) rules.add({ chosen: fault(text) })
    expect(names(rules.pick('answer', 'import', 'o'))).toEqual(['server_error'])
    expect(names(rules.pick('timing', 'import', 'o'))).toEqual(['delay', 'latency'])
  })

  it('draws the same chances from the same seed, near the asked share', () => {
    const draw = (seed: number) => {
      const rules = makeFaultRules(seed)
      rules.add({ chosen: fault('server_error'), chance: 0.25 })
      return Array.from({ length: 1_000 }, () => rules.pick('answer', 'import', 'o').length)
    }
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
    const share = draw(7).reduce((sum, hit) => sum + hit, 0) / 1_000
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.3)
  })
})

describe('random', () => {
  it('stays in [0, 1) and fills it', () => {
    const random = makeRandom(42)
    const drawn = Array.from({ length: 2_000 }, random)
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...drawn)).toBeLessThan(1)
    expect(Math.min(...drawn)).toBeLessThan(0.05)
    expect(Math.max(...drawn)).toBeGreaterThan(0.95)
  })
})

describe('help', () => {
  it('names faults, conventions and limits', () => {
    for (const text of ['late_work;ms', 'down', '-codetaken-', 'never compared with the live service']) {
      expect(helpText()).toContain(text)
    }
  })
})
