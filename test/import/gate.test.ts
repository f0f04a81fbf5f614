import { expect, test } from 'vitest'
import { createGate } from '../../functions/import/gate.ts'

/** Lets everything that can go on go on. */
const settle = () => new Promise(resume => setImmediate(resume))

test('lets as many in as it is wide, in the order of their coming', async () => {
  const gate = createGate(2)
  const inside: string[] = []
  const enter = async (name: string, ahead = false) => {
    const leave = await gate(ahead)
    inside.push(name)
    return leave
  }
  const first = await enter('first')
  await enter('second')
  void enter('third')
  void enter('fourth')
  await settle()
  expect(inside).toEqual(['first', 'second'])
  first()
  await settle()
  expect(inside).toEqual(['first', 'second', 'third'])
})

test('who comes back goes ahead of who has not begun', async () => {
  const gate = createGate(1)
  const inside: string[] = []
  const leave = await gate(false)
  void gate(false).then(() => inside.push('new'))
  void gate(true).then(next => {
    inside.push('returning')
    next()
  })
  leave()
  await settle()
  expect(inside).toEqual(['returning', 'new'])
})

test('the way out counts once', async () => {
  const gate = createGate(1)
  const inside: string[] = []
  const leave = await gate(false)
  void gate(false).then(() => inside.push('second'))
  void gate(false).then(() => inside.push('third'))
  leave()
  leave()
  await settle()
  expect(inside).toEqual(['second'])
})

test('is open again once all have left', async () => {
  const gate = createGate(1)
  const leave = await gate(false)
  leave()
  const again = await gate(false)
  again()
  expect(typeof (await gate(true))).toBe('function')
})
