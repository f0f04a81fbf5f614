import { describe, expect, test } from 'vitest'
import { EmbeddedError, explainFailure } from '../../infra/local/embedded-error.ts'

const error = (message: string, more: object = {}) => Object.assign(new Error(message), more)

describe('a failure is explained by what the system says', () => {
  test.each([
    ['a write of Node', error('write', { code: 'ENOSPC' }), 'disk_full'],
    ['a quota', error('write', { code: 'EDQUOT' }), 'disk_full'],
    ['SQLite: full', error('database or disk is full', { code: 'ERR_SQLITE_ERROR', errcode: 13 }), 'disk_full'],
    ['LevelDB', error('IO error: /x/000009.log: No space left on device', { code: 'LEVEL_IO_ERROR' }), 'disk_full'],
    ['a lock of LevelDB', new Error('not open', { cause: error('held', { code: 'LEVEL_LOCKED' }) }), 'folder_in_use'],
    ['a lock of SQLite', error('database is locked', { errcode: 5 }), 'folder_in_use'],
    ['a lock of SQLite, extended', error('database is locked', { errcode: 261 }), 'folder_in_use'],
    ['no right', error('EACCES', { code: 'EACCES' }), 'folder_unusable'],
    ['a file in the way', error('ENOTDIR', { code: 'ENOTDIR' }), 'folder_unusable'],
    ['a read-only disk', error('EROFS', { code: 'EROFS' }), 'folder_unusable'],
    ['SQLite: read-only', error('attempt to write a readonly database', { errcode: 8 }), 'folder_unusable'],
    ['SQLite: cannot open', error('unable to open database file', { errcode: 14 }), 'folder_unusable'],
    ['anything else', error('secrets.json: Unexpected end of JSON input'), 'host_failed'],
    ['no error at all', 'a text', 'host_failed'],
  ])('%s', (_, cause, code) => {
    const explained = explainFailure(cause, '/the/folder')
    expect(explained.code).toBe(code)
    expect(`${explained.message} ${explained.mend}`).toContain('/the/folder')
    expect(explained.mend).toMatch(/\.$/)
    expect(explained.cause).toBe(cause)
  })

  test('an explained one stays as it is', () => {
    const explained = new EmbeddedError('host_died', 'It died.', 'Again.')
    expect(explainFailure(explained, '/the/folder')).toBe(explained)
  })

  test('what is not known is said in full, with its causes', () => {
    const { message } = explainFailure(new Error('outer', { cause: new Error('inner') }), '/the/folder')
    expect(message).toContain('outer: inner')
  })
})
