import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run, start } from '../e2e/command/command.ts'
import { memberLines, PERSONAL, writeMembers } from '../e2e/command/member-files.ts'
import { look, STACK, TEMPLATE, useDeployed } from '../e2e/command/use-deployed.ts'
import { findLeaks } from '../e2e/find-leaks.ts'
import { control, depth, journal, until } from '../e2e/harness.ts'

const deployed = useDeployed()

describe('a file through a deployed stack', () => {
  test('goes on where a killed command has left it, and sends no row twice', async () => {
    const file = await writeMembers(deployed.folder, 'killed.csv', memberLines(300, '-killed-'))
    const words = ['import', file, ...TEMPLATE, '--job-id', 'killed', '--first', '5', '--follow', '--stack', STACK]
    const first = start(deployed.folder, words, deployed.environment)
    await until(async () => (first.stderr().includes('The first rows went well') ? true : undefined))
    first.kill('SIGKILL')
    expect(await first.ended).toMatchObject({ signal: 'SIGKILL' })
    expect(await run(deployed.folder, words, deployed.environment)).toMatchObject({ code: 0 })
    expect(await deployed.statusOf('killed')).toMatchObject({ ended: 300, counts: { imported: 300 } })
    const created = (await journal(deployed.local)).filter(
      ({ created, openid }) => created && openid?.includes('-killed-'),
    )
    expect(created).toHaveLength(300)
  })

  test('whose row was given up comes again from the dead letters, as the same row', async () => {
    await control(deployed.local, 'POST', 'faults', {
      fault: 'forged_signature',
      openid: '-unsettled-000003',
      call: 'query',
    })
    await control(deployed.local, 'POST', 'faults', {
      fault: 'reset_after',
      openid: '-unsettled-000003',
      call: 'import',
      count: 1,
    })
    const file = await writeMembers(deployed.folder, 'unsettled.csv', memberLines(3, '-unsettled-'))
    const imported = await deployed.command('import', file, ...TEMPLATE, '--job-id', 'unsettled', '--follow')
    expect(imported).toMatchObject({ code: 1, stdout: expect.stringMatching(/imported +2\nunsettled +1/) })
    expect(imported.stderr).toContain('redrive')
    const letters = await look(deployed.local, deployed.local.stack.deadLetterQueueUrl)
    expect(letters).toHaveLength(1)
    expect(findLeaks(letters, Object.values(PERSONAL))).toEqual([])

    await control(deployed.local, 'DELETE', 'faults')
    expect(await deployed.command('redrive')).toMatchObject({ code: 0, stdout: expect.stringMatching(/unsettled +1/) })
    expect(await deployed.command('status', 'unsettled', '--follow')).toMatchObject({ code: 0 })
    expect(await deployed.statusOf('unsettled')).toMatchObject({ counts: { imported: 3, unsettled: 0 } })
    expect(await depth(deployed.local, deployed.local.stack.deadLetterQueueUrl)).toBe(0)
  })

  test('is cancelled: rows that were not called stay unprocessed, and come back with the original file', async () => {
    const lines = memberLines(400, '-cancel-')
    const file = await writeMembers(deployed.folder, 'cancel.csv', lines)
    await deployed.command('import', file, ...TEMPLATE, '--job-id', 'cancelled', '--first', '0', '--no-follow')
    const cancelled = await deployed.command('cancel', 'cancelled', '--json')
    expect(cancelled.code).toBe(0)
    const status = JSON.parse(cancelled.stdout)
    expect(status).toMatchObject({ state: 'cancelled', rows: 400 })
    expect(status.counts.unprocessed).toBeGreaterThan(0)
    expect(status.counts.imported + status.counts.unprocessed).toBe(400)

    await deployed.command('results', 'cancelled', '-o', 'cancelled', '--original', file)
    const unprocessed = (await readFile(join(deployed.folder, 'cancelled/unprocessed.csv'), 'utf8')).trim().split('\n')
    expect(unprocessed).toHaveLength(1 + status.counts.unprocessed)
    expect(unprocessed.at(-1)).toMatch(/^400,o-cancel-000400,C-cancel-000400,unprocessed,/)
    expect(await deployed.command('import', file, ...TEMPLATE, '--job-id', 'cancelled')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('was cancelled'),
    })
    await until(async () => ((await depth(deployed.local, deployed.local.stack.queueUrl)) === 0 ? true : undefined))
    expect((await deployed.statusOf('cancelled')).counts).toEqual(status.counts)
  })
})
