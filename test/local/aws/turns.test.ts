import { expect, test } from 'vitest'
import { makeTurns } from '../../../infra/local/aws/turns.ts'

const take = (turns: ReturnType<typeof makeTurns<string>>, count: number) => turns.take(count).join(' ')

function filled(...items: string[]) {
  const turns = makeTurns<string>()
  for (const item of items) turns.add(item.charAt(0), item)
  return turns
}

test('groups take turns, and items of a group keep their order', () => {
  const turns = filled('a1', 'a2', 'a3', 'b1', 'c1', 'c2')
  expect(take(turns, 4)).toBe('a1 b1 c1 a2')
  expect(take(turns, 9)).toBe('c2 a3')
  expect(take(turns, 1)).toBe('')
})

test('turns go on where the last take ended', () => {
  const turns = filled('a1', 'a2', 'a3', 'b1', 'b2', 'b3')
  expect([take(turns, 1), take(turns, 1), take(turns, 3)]).toEqual(['a1', 'b1', 'a2 b2 a3'])
})

test('a group that comes later has its turn after those that wait', () => {
  const turns = filled('a1', 'a2', 'a3')
  take(turns, 1)
  turns.add('b', 'b1')
  expect(take(turns, 3)).toBe('a2 b1 a3')
})

test('nothing is lost or doubled where adding and taking alternate, and the size is told', () => {
  const turns = makeTurns<number>()
  const taken: number[] = []
  for (let n = 0; n < 10_000; n += 1) {
    turns.add(n % 7 === 0 ? 'small' : 'large', n)
    if (n % 3 === 0) taken.push(...turns.take(2))
    expect(turns.size()).toBe(n + 1 - taken.length)
  }
  taken.push(...turns.take(10_000))
  const of = (rest: (n: number) => boolean) => taken.filter(rest)
  expect(of(n => n % 7 === 0)).toEqual(Array.from({ length: 1_429 }, (_, at) => at * 7))
  expect(of(n => n % 7 !== 0)).toEqual(Array.from({ length: 10_000 }, (_, n) => n).filter(n => n % 7 !== 0))
  expect(turns.size()).toBe(0)
})
