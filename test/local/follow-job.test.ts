import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followJob } from '../../infra/local/follow-job.ts'

const pauses: number[] = []
vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => {
    pauses.push(ms)
    vi.advanceTimersByTime(ms)
  },
}))

let shown = ''
beforeEach(() => {
  pauses.length = 0
  shown = ''
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout'] })
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    shown += text
    return true
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The answers of the API, one a look. */
function answer(...answers: Response[]) {
  const looks = vi.fn(async (_url: string) => answers.shift() ?? new Response(null, { status: 500 }))
  vi.stubGlobal('fetch', looks)
  return looks
}
const ended = (count: number) => Response.json({ job_id: 'j', ended: count })

test('it looks every second until all rows have ended, and says how long that took', async () => {
  const looks = answer(new Response('{}', { status: 404 }), ended(4), ended(10))
  expect(await followJob('http://api.example', 'j', 10)).toBe(2)
  expect(looks.mock.calls).toEqual(Array.from({ length: 3 }, () => ['http://api.example/jobs/j']))
  expect(pauses).toEqual([1_000, 1_000])
  expect(shown).toContain('j: 0 of 10 rows ended, 0.0 a second')
  expect(shown).toContain('j: 10 of 10 rows ended, 5.0 a second')
})

test('an answer that is no job ends it', async () => {
  answer(Response.json({ message: 'Internal Server Error' }, { status: 500 }))
  await expect(followJob('http://api.example', 'j', 10)).rejects.toThrow()
})
