import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderService } from '../../infra/render.ts'

const root = join(import.meta.dirname, '../..')

/** What is rendered, in a new temporary folder: the configuration of this project, and bundles of no content. */
export async function copyProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'member-import-template-'))
  await cp(join(root, 'serverless.yml'), join(folder, 'serverless.yml'))
  const filter = (source: string) => source !== join(root, 'infra/local')
  await cp(join(root, 'infra'), join(folder, 'infra'), { recursive: true, filter })
  for (const name of ['http', 'queue']) {
    await mkdir(join(folder, 'dist', name), { recursive: true })
    for (const file of ['index.cjs', 'index.cjs.map', 'metafile.json']) {
      await writeFile(join(folder, 'dist', name, file), '{}')
    }
  }
  return folder
}

/** The project rendered with options of osls, in a temporary folder. */
export async function renderProject(...options: string[]): Promise<string> {
  const folder = await copyProject()
  await renderService(folder, options)
  return folder
}
