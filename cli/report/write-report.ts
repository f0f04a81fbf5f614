import { access, constants, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CommandError } from '../command-error.ts'
import { REPORT_MARK } from './render-report.ts'

/** Refuses what could not be written later, before the rows are read: another file than a report is not written over. */
export async function checkPlace(file: string): Promise<void> {
  const begin = await readBegin(file).catch(cause => {
    throw unwritable(file, cause)
  })
  if (begin !== undefined && begin !== REPORT_MARK) {
    throw new CommandError(2, `${file} exists and is not a report. Choose another file: -o.`)
  }
  try {
    await mkdir(dirname(file), { recursive: true })
    await access(dirname(file), constants.W_OK)
  } catch (cause) {
    throw unwritable(file, cause)
  }
}

/** Writes a report, whole or not at all, for the owner's eyes only. */
export async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFile(`${file}.part`, text, { mode: 0o600 })
    await rename(`${file}.part`, file)
  } catch (cause) {
    await rm(`${file}.part`, { force: true })
    throw unwritable(file, cause)
  }
}

async function readBegin(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(error => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!found) return undefined
  // A pipe or a terminal might never give what is read of it.
  if (!found.isFile()) return ''
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(REPORT_MARK.length))
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

function unwritable(file: string, cause: unknown): CommandError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : 'unknown'
  return new CommandError(2, `${file} cannot be written (${code}). Choose another file: -o.`, { cause })
}
