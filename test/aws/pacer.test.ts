import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPacer } from '../../functions/aws/pacer.ts'
import { callOnce, openContainers, permitOf, START } from './containers.ts'
import { conflictOnce, type State, startState, watchInputs } from './state.ts'

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

describe('slots', () => {
  test('of two containers are one interval apart and never the same', async () => {
    const [a, b] = [container(5), container(5)]
    const moments = (await time.run(Promise.all([takeMany(a, 10), takeMany(b, 10)]))).flat().sort((x, y) => x - y)
    expect(moments).toEqual(Array.from({ length: 20 }, (_, slot) => slot * 206))
  })

  test('add up without drift where the interval is a fraction', async () => {
    const [a, b] = [container(50), container(50)]
    await time.run(Promise.all([takeMany(a, 60), takeMany(b, 40)]))
    expect((await pace()).nextAt).toBe(START + 2_060)
  })

  test('are had in the order of asking, by takers of one container', async () => {
    const pacer = container(5)
    const order: number[] = []
    await time.run(Promise.all([1, 2, 3].map(taker => permitOf(pacer).then(() => order.push(taker)))))
    expect(order).toEqual([1, 2, 3])
  })

  test('are held one at a time by a container, so that others are not kept waiting behind it', async () => {
    const [busy, counter] = [container(5), container(5)]
    await time.run(takeMany(busy, 1))
    const rows = takeMany(busy, 1).then(() => Promise.all([1, 2, 3, 4].map(() => permitOf(busy))))
    await pass(10)
    await time.run(permitOf(counter, 1_500))
    expect(elapsed()).toBe(412)
    await time.run(rows)
  })

  test('cost one update each, whether one is ahead or the clock is idle', async () => {
    let commands = 0
    const table = tableOf(async () => {
      commands += 0.5
    })
    const pacer = createPacer(table, time.clock(), 5)
    const spent = async (work: Promise<unknown>) => {
      commands = 0
      await time.run(work)
      return commands
    }
    await time.run(takeMany(pacer, 1))
    expect(await spent(takeMany(pacer, 250))).toBe(250)
    await pass(206)
    expect(await spent(takeMany(pacer, 1))).toBe(1)
    await pass(1_000)
    expect(await spent(callOnce(pacer, 'answered'))).toBe(1)
    await time.run(callOnce(pacer, 'refused'))
    expect(await spent(takeMany(pacer, 150))).toBe(150)
  })

  test('that nobody took are not saved up', async () => {
    const pacer = container(5)
    await time.run(takeMany(pacer, 1))
    await pass(10_000)
    const moments = await time.run(takeMany(pacer, 3))
    expect(moments).toEqual([10_000, 10_206, 10_412])
  })

  test('are never used early, though timers count whole milliseconds', async () => {
    const pacer = container(50)
    expect(await time.run(takeMany(pacer, 4))).toEqual([0, 21, 42, 62])
  })
})

describe('a wait that would be too long', () => {
  test('is refused at once with the earliest moment, and takes no slot', async () => {
    const [job, counter] = [container(0.5), container(0.5)]
    await time.run(takeMany(job, 1))
    const before = await pace()
    expect(await time.run(counter.take(1_500))).toEqual({ notBefore: START + 2_060, down: false })
    expect(elapsed()).toBe(0)
    expect(await pace()).toEqual(before)
    expect(await time.run(counter.take(2_060))).toEqual({ permit: { probing: false } })
    expect(elapsed()).toBe(2_060)
  })

  test('counts the time behind other takers of the container', async () => {
    const pacer = container(0.5)
    const [first, second, third] = await time.run(
      Promise.all([pacer.take(3_000), pacer.take(3_000), pacer.take(3_000)]),
    )
    expect([first, second]).toEqual([{ permit: { probing: false } }, { permit: { probing: false } }])
    expect(third).toEqual({ notBefore: START + 4_120, down: false })
  })

  test('of nothing at all still gets a slot that is free now, and does not sleep', async () => {
    const awake = { now: time.clock().now, sleep: () => Promise.reject(new Error('slept')) }
    const pacer = createPacer(tableOf(), awake, 5)
    expect(await time.run(pacer.take(0))).toEqual({ permit: { probing: false } })
    await pass(206)
    expect(await time.run(pacer.take(0))).toEqual({ permit: { probing: false } })
  })

  test('is not taken for one that ends with its slot, also where other writes were faster', async () => {
    const table = tableOf()
    const pacer = createPacer(table, time.clock(), 5)
    await time.run(takeMany(pacer, 1))
    for (let faster = 0; faster < 2; faster += 1) conflictOnce(table.client, 'UpdateItemCommand')
    expect(await time.run(pacer.take(206))).toEqual({ permit: { probing: false } })
    expect(elapsed()).toBe(206)
  })

  test('that is over already takes no slot, and asks DynamoDB nothing', async () => {
    const pacer = createPacer(
      tableOf(() => Promise.reject(new Error('asked'))),
      time.clock(),
      5,
    )
    expect(await time.run(pacer.take(-1))).toEqual({ notBefore: START, down: false })
  })

  test('never sends DynamoDB a range whose end is before its beginning', async () => {
    // Every command takes 5 ms each way, so that the end of the wait can pass between two of them.
    const pacer = createPacer(
      tableOf(() => time.clock().sleep(5)),
      time.clock(),
      5,
    )
    const other = container(5)
    for (let withinMs = 0; withinMs <= 12; withinMs += 1) {
      await pass(1_000)
      await time.run(takeMany(other, 1))
      expect(await time.run(pacer.take(withinMs))).toMatchObject({ notBefore: expect.any(Number) })
      await pass(1_000)
      await time.run(permitOf(pacer))
    }
  })
})

describe('another rate', () => {
  test('takes the record over and keeps the slots that are granted', async () => {
    const [slow, fast] = [container(5), container(10)]
    await time.run(takeMany(slow, 1))
    expect(await time.run(takeMany(fast, 3))).toEqual([206, 309, 412])
    expect(await pace()).toMatchObject({ rate: 10, intervalMs: 103, stepMs: 103 })
  })

  test('does not revive time that has passed', async () => {
    await time.run(takeMany(container(5), 1))
    await pass(5_000)
    expect(await time.run(takeMany(container(10), 2))).toEqual([5_000, 5_103])
  })

  test('beside the old one, while a deployment is under way, keeps all slots apart', async () => {
    const [slow, fast] = [container(5), container(10)]
    const moments = (await time.run(Promise.all([takeMany(slow, 6), takeMany(fast, 6)]))).flat().sort((x, y) => x - y)
    const gaps = moments.slice(1).map((moment, at) => moment - (moments[at] ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(103)
  })
})

test('the record is read consistently', async () => {
  const table = tableOf()
  const inputs = watchInputs(table.client)
  await time.run(takeMany(createPacer(table, time.clock(), 5), 1))
  expect(inputs).toContainEqual(expect.objectContaining({ ConsistentRead: true }))
})

test('a DynamoDB that cannot be reached fails the take and not those after it', async () => {
  let down = true
  const pacer = createPacer(
    tableOf(async () => {
      if (down) throw new Error('unreachable')
    }),
    time.clock(),
    5,
  )
  await expect(time.run(pacer.take(1_000))).rejects.toThrow('unreachable')
  down = false
  expect(await time.run(pacer.take(1_000))).toEqual({ permit: { probing: false } })
})
