import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MemberFile, openMemberFile } from '../../../cli/file/open-member-file.ts'

/** A folder for one test: writes member files into it, opens them, and closes and removes all of it. */
export async function createTemporary() {
  const folder = await mkdtemp(join(tmpdir(), 'member-file-'))
  const opened: MemberFile[] = []
  const path = (name: string) => join(folder, name)

  async function openPath(file: string): Promise<MemberFile> {
    const found = await openMemberFile(file, path('spool'))
    opened.push(found)
    return found
  }

  return {
    path,
    openPath,
    async open(content: string | Uint8Array, name = '会员 members.csv'): Promise<MemberFile> {
      await writeFile(path(name), content)
      return await openPath(path(name))
    },
    async remove(): Promise<void> {
      for (const file of opened) await file.close()
      await rm(folder, { recursive: true })
    },
  }
}

export type Temporary = Awaited<ReturnType<typeof createTemporary>>
