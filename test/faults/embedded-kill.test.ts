import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { arrive, gone, items, send, useEmbedded } from './embedded-harness.ts'

const { open, run } = useEmbedded()

describe('a kill', () => {
  test('of the host is told, and the next command finds everything again', async () => {
    const first = await open()
    await send(first, 'done')
    await arrive(first, ['done 1'])
    process.kill(first.hostPid, 'SIGKILL')
    expect(await first.ended).toMatchObject({ code: 'host_died' })
    const second = await open()
    expect(second).toMatchObject({ joined: false })
    expect(second.hostPid).not.toBe(first.hostPid)
    expect(await items(second)).toEqual(['done 1'])
  })

  test('of the only command ends the host', async () => {
    const { child, hostPid } = await run()
    child.kill('SIGKILL')
    await gone(hostPid)
  })

  test('of the whole process group leaves a folder that the next command can use', async () => {
    const { child, hostPid } = await run(true)
    process.kill(-Number(child.pid), 'SIGKILL')
    await gone(hostPid)
    const next = await open()
    expect(next.joined).toBe(false)
    await send(next, 'done')
    await arrive(next, ['done 1'])
  })

  test('of the simulator ends the host, with a reason', async () => {
    const { ended, hostPid } = await open()
    const children = await readFile(`/proc/${hostPid}/task/${hostPid}/children`, 'utf8')
    for (const pid of children.trim().split(' ')) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8')
      if (line.includes('simulator.ts')) process.kill(Number(pid), 'SIGKILL')
    }
    expect(await ended).toMatchObject({ code: 'host_failed', message: expect.stringContaining('SIGKILL') })
  })
})

test('Ctrl-C, which reaches the whole group, ends the command first: all parts still answer it', async () => {
  const { child, lines, hostPid } = await run(true)
  const said = once(lines, 'line')
  process.kill(-Number(child.pid), 'SIGINT')
  expect(JSON.parse(String(await said))).toEqual({ sameContainer: true, simulator: 200 })
  expect(await once(child, 'exit')).toEqual([0, null])
  await gone(hostPid)
})
