import { describe, expect, test } from 'vitest'
import { CommandError, Interrupted } from '../../cli/command-error.ts'
import { explainError } from '../../cli/explain-error.ts'
import { FileError } from '../../cli/file/file-error.ts'
import { EmbeddedError } from '../../infra/local/embedded-error.ts'

const named = (name: string, message: string) => Object.assign(new Error(message), { name })
const coded = (code: string) => Object.assign(new Error(`${code}: write`), { code })

describe('an error becomes an exit code and what to do', () => {
  test.each<[string, unknown, number, string]>([
    ['Ctrl-C', new Interrupted(), 130, 'the same command goes on'],
    ['Ctrl-C during a request', named('AbortError', 'aborted'), 130, 'the same command goes on'],
    ['a full disk', coded('ENOSPC'), 1, 'The disk is full. Make room'],
    ['a folder that is not ours', coded('EACCES'), 1, 'This user may not write there'],
    [
      'a stack that has gone',
      new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }),
      1,
      'The stack has ended',
    ],
    ['whatever else', new Error('odd'), 1, 'Something went wrong: Error: odd'],
    [
      'an embedded stack that has died',
      new EmbeddedError('host_died', 'It ended.', 'Begin again.'),
      1,
      'It ended. Begin again.',
    ],
    [
      'an embedded stack that cannot begin',
      new EmbeddedError('folder_unusable', 'No folder.', 'Make one.'),
      2,
      'Make one.',
    ],
    ['no AWS credentials', named('CredentialsProviderError', 'none'), 2, 'There are no AWS credentials'],
    ['expired AWS credentials', named('ExpiredTokenException', 'old'), 2, 'have expired'],
    [
      'a right that is missing',
      named('AccessDenied', 'User u is not authorized to perform: sqs:SendMessage on resource: q'),
      2,
      'AWS refuses sqs:SendMessage',
    ],
  ])('%s', (_, error, exitCode, said) => {
    const explained = explainError(error)
    expect(explained.exitCode).toBe(exitCode)
    expect(explained.lines.join('\n')).toContain(said)
  })

  test('with the next command', () => {
    expect(explainError(new CommandError(2, 'There is no job x here.', { next: 'status' }))).toEqual({
      exitCode: 2,
      lines: ['There is no job x here.', 'Next: npm run member-import -- status'],
    })
  })

  test('with every fault of a file', () => {
    const issue = {
      row: 0,
      column: 'level',
      code: 'column_repeated' as const,
      detail: 'Stands twice.',
      hint: 'Keep one.',
    }
    expect(explainError(new FileError('header_faults', 'The header has faults.', { issues: [issue] }))).toEqual({
      exitCode: 2,
      lines: ['header, level: column_repeated. Stands twice. Keep one.', 'The header has faults. Correct the header.'],
    })
  })
})
