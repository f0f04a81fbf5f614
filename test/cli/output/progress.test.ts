import { expect, test } from 'vitest'
import { showProgress } from '../../../cli/output/progress.ts'

function watch(isTTY: boolean, show: (progress: ReturnType<typeof showProgress>) => void): string {
  let written = ''
  const write = (text: string | Uint8Array) => {
    written += text
    return true
  }
  show(showProgress({ isTTY, write }))
  return written
}

test('on a terminal one line is written anew in its place, and ended when done', () => {
  const written = watch(true, progress => {
    for (const line of ['1 of 2', '1 of 2', '2 of 2']) progress.update(line)
    progress.done()
  })
  expect(written).toBe('\r\x1b[2K1 of 2\r\x1b[2K2 of 2\n')
})

test('elsewhere each change is a line, without control characters', () => {
  const written = watch(false, progress => {
    for (const line of ['1 of 2', '1 of 2', '2 of 2']) progress.update(line)
    progress.done()
  })
  expect(written).toBe('1 of 2\n2 of 2\n')
})

test('what was never begun leaves nothing', () => {
  expect(watch(true, progress => progress.done())).toBe('')
})
