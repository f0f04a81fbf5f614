import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockFile } from '../../infra/local/lock-file.ts'

const MODULE = new URL('../../infra/local/lock-file.ts', import.meta.url).href

test('a lock is held against others until it is released, or its process is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lock-'))
  const path = join(folder, 'lock')
  try {
    const code = `import { lockFile } from '${MODULE}'; lockFile(process.argv[1], 0); console.log('locked'); setInterval(() => {}, 1000)`
    const holder = spawn(process.execPath, ['--input-type=module-typescript', '-e', code, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(holder.stdout, 'data')
    expect(() => lockFile(path, 0)).toThrow(expect.objectContaining({ errcode: 5 }))
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    const lock = lockFile(path, 0)
    expect(() => lockFile(path, 0)).toThrow('locked')
    lock.release()
    lockFile(path, 0).release()
  } finally {
    await rm(folder, { recursive: true })
  }
})
