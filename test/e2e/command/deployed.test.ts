import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findLeaks } from '../find-leaks.ts'
import { control, until } from '../harness.ts'
import { run } from './command.ts'
import { memberLines, PERSONAL, writeMembers } from './member-files.ts'
import { look, STACK, TEMPLATE, useDeployed } from './use-deployed.ts'

const deployed = useDeployed()

describe('a file through a deployed stack', () => {
  test('is checked against the template, queued and followed', async () => {
    const file = await writeMembers(deployed.folder, 'members.csv', memberLines(40))
    expect(await deployed.command('check', file, ...TEMPLATE)).toMatchObject({ code: 0 })
    const imported = await deployed.command('import', file, ...TEMPLATE, '--job-id', 'spring', '--follow')
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringMatching(/imported +40\nall +40/) })
    expect(imported.stderr).toContain(`results spring -o results --stack ${STACK}`)
    expect(await deployed.command('report', 'spring', '-o', 'report.html')).toMatchObject({ code: 0 })
    const report = await readFile(join(deployed.folder, 'report.html'), 'utf8')
    expect(report).toContain('Complete: all 40 rows ended well.')
    expect(report).toContain(`results spring -o results --stack ${STACK}`)
  })

  test('lies in the queue without anything personal in plain form, and a command that ends does not stop it', async () => {
    await control(deployed.local, 'POST', 'faults', { fault: 'refuse_all', call: 'import' })
    const file = await writeMembers(deployed.folder, 'sealed.csv', memberLines(60, '-sealed-'))
    const words = ['--job-id', 'sealed', '--first', '0', '--no-follow']
    const queued = await deployed.command('import', file, ...TEMPLATE, ...words)
    expect(queued.stderr).toContain('60 rows queued')
    const found = await until(async () => {
      const messages = await look(deployed.local, deployed.local.stack.queueUrl)
      return messages.length > 0 ? messages : undefined
    })
    expect(found.join()).toContain('-sealed-')
    expect(findLeaks(found, Object.values(PERSONAL))).toEqual([])

    await control(deployed.local, 'DELETE', 'faults')
    expect(await deployed.command('status', 'sealed', '--follow')).toMatchObject({ code: 0 })
  })
})

describe('a stack that cannot be used is told', () => {
  test.each([
    ['that does not exist', {}, 'nowhere', 'AWS knows no such stack'],
    [
      'without credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' },
      STACK,
      'no AWS credentials',
    ],
    ['without a region', { AWS_REGION: '' }, STACK, 'Set AWS_REGION'],
  ])('%s', async (_, changed, stack, said) => {
    const ran = await run(deployed.folder, ['status', '--stack', stack], { ...deployed.environment, ...changed })
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(said) })
  })
})
