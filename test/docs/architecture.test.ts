import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leaseMs, PERMIT_WAIT_MS } from '../../functions/import/recall.ts'
import { CREATED_BEFORE_MS, MOST_SENDINGS, WORK_AFTER_LIMIT_MS } from '../../functions/import/verdict.ts'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const [english, chinese] = [read('docs/architecture.md'), read('docs/architecture.zh-CN.md')]

const picturesOf = (text: string) => [...text.matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, picture = '']) => picture)
/** The bones of a picture: who stands in it, and each arrow with its ends, in order. */
const bonesOf = (picture: string) =>
  [
    ...picture.matchAll(/^\s*(?:participant \w+|\w+-[->x]+\w+(?=:)|\w+ <?-.*> \w+|alt|else|loop|end|subgraph \w+)/gm),
  ].map(([bone]) =>
    bone
      .trim()
      .replaceAll(/-- .* -->/g, '-->')
      .replaceAll(/<-- .* -->/g, '<-->'),
  )

test('the pictures are the same in both languages', () => {
  expect(picturesOf(english)).toHaveLength(11)
  expect(picturesOf(chinese).map(bonesOf)).toEqual(picturesOf(english).map(bonesOf))
  for (const picture of picturesOf(english)) expect(bonesOf(picture).length).toBeGreaterThan(5)
})

const CALL_LIMIT_MS = 10_000
const seconds = (ms: number) => ms / 1_000

test.each([
  [`lease ${seconds(leaseMs(CALL_LIMIT_MS))} s`],
  [`more than ${seconds(PERMIT_WAIT_MS)} s away`],
  [`at most ${MOST_SENDINGS} sendings in all`],
  [`call limit + ${seconds(WORK_AFTER_LIMIT_MS)} s`],
  [`our first sending less ${seconds(CREATED_BEFORE_MS)} s`],
  [`visible again after ${/VisibilityTimeout: (\d+)/.exec(read('infra/queue.yml'))?.[1]} s`],
])('it says what the code does: %s', said => {
  expect(english).toContain(said)
})
