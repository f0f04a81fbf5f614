import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPacer } from '../../functions/aws/pacer.ts'
import type { Pacer } from '../../functions/ports.ts'
import { callOnce, openContainers, permitOf, START } from './containers.ts'
import { type State, standBetween, startState } from './state.ts'

type Containers = ReturnType<typeof openContainers>

let state: State
let time: Containers['time']
let tableOf: Containers['tableOf']
let container: Containers['container']
let pace: Containers['pace']
let elapsed: Containers['elapsed']
let pass: Containers['pass']
let takeMany: Containers['takeMany']

beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())
beforeEach(() => {
  ;({ time, tableOf, container, pace, elapsed, pass, takeMany } = openContainers(state))
})

async function failThrice(pacer: Pacer): Promise<void> {
  for (let failed = 0; failed < 3; failed += 1) await callOnce(pacer, 'failed')
}

describe('a refusal by rate', () => {
  test('widens the interval by 1 % and pushes the clock by one interval', async () => {
    const pacer = container(5)
    await time.run(callOnce(pacer, 'refused'))
    expect(await pace()).toMatchObject({ intervalMs: 208, stepMs: 208, nextAt: START + 412, clean: 0 })
  })

  test('that comes after its slots have passed pushes from now', async () => {
    const pacer = container(5)
    const permit = await time.run(permitOf(pacer))
    await pass(1_000)
    await time.run(pacer.report(permit, 'refused'))
    expect((await pace()).nextAt).toBe(START + 1_206)
  })

  test('pushes from the slot that another container takes meanwhile, not once more for the idle time before', async () => {
    const [table, other] = [tableOf(), container(5)]
    const pacer = createPacer(table, time.clock(), 5)
    const permit = await time.run(permitOf(pacer))
    await pass(10_000)
    standBetween(table.client, async (command, send) => {
      await send()
      if (command === 'GetItemCommand') await permitOf(other)
    })
    await time.run(pacer.report(permit, 'refused'))
    expect((await pace()).nextAt).toBe(START + 10_412)
  })

  test('counts at most once a second, over all containers', async () => {
    const [a, b] = [container(50), container(50)]
    const permits = await time.run(Promise.all([permitOf(a), permitOf(b)]))
    await time.run(Promise.all([a, b].map((pacer, at) => pacer.report(permits[at] ?? { probing: false }, 'refused'))))
    expect(await pace()).toMatchObject({ intervalMs: 20.8, nextAt: START + 61.8 })
    await time.run(callOnce(a, 'refused'))
    expect(await pace()).toMatchObject({ intervalMs: 20.8, refusals: 1 })
    await pass(1_000)
    await time.run(callOnce(a, 'refused'))
    expect(await pace()).toMatchObject({ intervalMs: 21 })
  })

  test('of every call slows down more and more; an answer between ends that', async () => {
    const pacer = container(5)
    const pushes: number[] = []
    for (let refused = 0; refused < 8; refused += 1) {
      await time.run(permitOf(pacer).then(permit => pacer.report(permit, 'refused')))
      const { nextAt, stepMs } = await pace()
      pushes.push(Math.round((nextAt - START - elapsed()) / stepMs))
      await pass(1_000)
    }
    expect(pushes).toEqual([2, 3, 5, 9, 17, 24, 24, 24])
    await time.run(callOnce(pacer, 'answered'))
    await time.run(callOnce(pacer, 'refused'))
    expect((await pace()).refusals).toBe(1)
  })

  test('says nothing of calls that a container which has just begun has not made', async () => {
    const [before, begun] = [container(5), container(5)]
    await time.run(callOnce(before, 'refused'))
    await pass(1_000)
    await time.run(callOnce(before, 'refused'))
    expect((await pace()).refusals).toBe(2)
    await pass(1_000)
    await time.run(callOnce(begun, 'refused'))
    expect((await pace()).refusals).toBe(1)
  })

  test('counts again after a second to the millisecond', async () => {
    const pacer = container(5)
    const permits = await time.run(Promise.all([permitOf(pacer), permitOf(pacer), permitOf(pacer)]))
    const refuse = (nth: number) => time.run(pacer.report(permits[nth] ?? { probing: false }, 'refused'))
    await refuse(0)
    await pass(999)
    await refuse(1)
    expect(await pace()).toMatchObject({ intervalMs: 208 })
    await pass(1)
    await refuse(2)
    expect(await pace()).toMatchObject({ intervalMs: 210 })
  })

  test('of a call that a record was never made for changes nothing', async () => {
    await time.run(container(5).report({ probing: false }, 'refused'))
    expect((await pace()).intervalMs).toBe(0)
  })

  test('while WeChat Pay is down leaves the probing calls as they are', async () => {
    const pacer = container(5)
    const early = await time.run(permitOf(pacer))
    await time.run(failThrice(pacer))
    const before = await pace()
    await pass(1_000)
    await time.run(pacer.report(early, 'refused'))
    expect(await pace()).toEqual(before)
  })

  test('is forgotten step by step: 200 permits without one narrow the interval by 1 %', async () => {
    const pacer = container(50)
    await time.run(callOnce(pacer, 'refused'))
    await pass(1_000)
    await time.run(callOnce(pacer, 'refused'))
    expect((await pace()).intervalMs).toBe(21)
    await time.run(takeMany(pacer, 199))
    expect((await pace()).intervalMs).toBe(21)
    await time.run(takeMany(pacer, 1))
    expect(await pace()).toMatchObject({ intervalMs: 20.8, stepMs: 20.8, clean: 0 })
    await time.run(takeMany(pacer, 401))
    expect((await pace()).intervalMs).toBe(20.6)
  })
})

describe('three failed calls running', () => {
  test('stop all but one probing call, 5 s later', async () => {
    const [a, b] = [container(5), container(5)]
    await time.run(failThrice(a))
    const failedAt = elapsed()
    expect(await time.run(b.take(1_500))).toEqual({ notBefore: START + failedAt + 5_000, down: true })
    expect(await time.run(permitOf(b))).toEqual({ probing: true })
    expect(elapsed()).toBe(failedAt + 5_000)
  })

  test('of different containers count together', async () => {
    const [a, b] = [container(5), container(5)]
    await time.run(callOnce(a, 'failed'))
    await time.run(callOnce(b, 'failed'))
    await time.run(callOnce(a, 'failed'))
    expect(await time.run(permitOf(b))).toEqual({ probing: true })
  })

  test('are not running if a call was answered between', async () => {
    const [a, b] = [container(5), container(5)]
    await time.run(callOnce(a, 'failed'))
    await time.run(callOnce(a, 'failed'))
    await time.run(callOnce(b, 'answered'))
    await time.run(callOnce(a, 'failed'))
    expect(await time.run(permitOf(b))).toEqual({ probing: false })
  })

  test('let one probing call be at work at a time, however long it takes', async () => {
    const [a, b] = [container(5), container(5)]
    await time.run(failThrice(a))
    const probe = await time.run(permitOf(a))
    const probedAt = elapsed()
    expect(await time.run(b.take(5_000))).toEqual({ notBefore: START + probedAt + 5_000, down: true })
    await pass(14_900)
    expect(await time.run(b.take(5_000))).toMatchObject({ notBefore: expect.any(Number), down: true })
    expect(elapsed()).toBe(probedAt + 14_900)
    await time.run(a.report(probe, 'failed'))
    expect(await time.run(permitOf(b))).toEqual({ probing: true })
    expect(elapsed()).toBe(probedAt + 14_900 + 10_000)
  })

  test('probe again after a container died with its probing call', async () => {
    const [dead, other] = [container(5), container(5)]
    await time.run(failThrice(dead))
    await time.run(permitOf(dead))
    const probedAt = elapsed()
    expect(await time.run(permitOf(other))).toEqual({ probing: true })
    expect(elapsed()).toBe(probedAt + 20_000)
  })

  test('double the pause with each failed probing call, up to 60 s', async () => {
    const pacer = container(5)
    await time.run(failThrice(pacer))
    const pauses: number[] = []
    for (let probes = 0; probes < 6; probes += 1) {
      const before = elapsed()
      await time.run(callOnce(pacer, 'failed'))
      pauses.push(elapsed() - before)
    }
    expect(pauses).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
  })

  test('are not made worse by calls that were at work before and fail too', async () => {
    const pacer = container(5)
    const early = await time.run(Promise.all([permitOf(pacer), permitOf(pacer)]))
    await time.run(failThrice(pacer))
    const before = await pace()
    for (const permit of early) await time.run(pacer.report(permit, 'failed'))
    expect(await pace()).toEqual({ ...before, faults: 5 })
  })

  test.each(['answered', 'refused'] as const)('are over once the probing call is %s', async result => {
    const [a, b] = [container(5), container(5)]
    await time.run(failThrice(a))
    await time.run(callOnce(a, result))
    const resumedAt = elapsed()
    const moments = await time.run(takeMany(b, 2))
    const [first, step] = result === 'answered' ? [206, 206] : [412, 208]
    expect(moments).toEqual([resumedAt + first, resumedAt + first + step])
    expect(await pace()).toMatchObject({ faults: 0, probeMs: 0 })
    expect(await time.run(a.take(0))).toMatchObject({ down: false })
  })

  test('and no more make calls wait that a record was never made for', async () => {
    const pacer = container(5)
    await time.run(pacer.report({ probing: false }, 'failed'))
    expect(await time.run(permitOf(pacer, 0))).toEqual({ probing: false })
  })

  test('are over for a container that hears of it from another, and cost it no more', async () => {
    const commands: string[] = []
    const table = tableOf()
    standBetween(table.client, (command, send) => {
      commands.push(command)
      return send()
    })
    const hearing = createPacer(table, time.clock(), 5)
    const other = container(5)
    const early = await time.run(Promise.all([permitOf(hearing), permitOf(hearing)]))
    await time.run(failThrice(hearing))
    await time.run(callOnce(other, 'answered'))
    commands.length = 0
    for (const permit of early) await time.run(hearing.report(permit, 'answered'))
    expect(commands).toEqual(['UpdateItemCommand', 'GetItemCommand'])
    expect(await time.run(hearing.take(-1))).toMatchObject({ down: false })
  })

  test('are told of also to whose wait is over already', async () => {
    const pacer = container(5)
    await time.run(failThrice(pacer))
    expect(await time.run(pacer.take(-1))).toMatchObject({ down: true })
  })
})

describe('slots that calls wait for when WeChat Pay goes down', () => {
  test.each([
    ['and stays down', undefined, 5_000],
    ['and is back at once', 'answered' as const, 0],
  ])('stay one interval apart from those after them: %s', async (_how, late, probeMs) => {
    const [a, b, c, d] = [container(0.5), container(0.5), container(0.5), container(0.5)]
    await time.run(takeMany(a, 3))
    const waiting = [takeMany(b, 1), takeMany(c, 1)]
    await pass(0)
    const lost = { probing: false }
    for (let faults = 0; faults < 3; faults += 1) await time.run(a.report(lost, 'failed'))
    if (late) await time.run(a.report(lost, late))
    expect(elapsed()).toBe(4_120)
    expect(await time.run(Promise.all([...waiting, takeMany(d, 1)]))).toEqual([[6_180], [8_240], [10_300]])
    expect(await pace()).toMatchObject({ probeMs })
  })

  test('a second probing call that is granted already keeps its distance from the third', async () => {
    const [a, b, c] = [container(0.15), container(0.15), container(0.15)]
    await time.run(failThrice(a))
    const probe = await time.run(permitOf(a))
    const probedAt = elapsed()
    await pass(16_000)
    const second = takeMany(b, 1)
    await pass(0)
    await time.run(a.report(probe, 'failed'))
    const moments = (await time.run(Promise.all([second, takeMany(c, 1)]))).flat().map(at => at - probedAt)
    expect(moments).toEqual([20_000, 20_000 + 2 * 6_866.667].map(Math.ceil))
  })
})
