/** The command `npm run docs`: makes again what of docs/ is made from the code. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeDocuments } from './docs/documents.ts'

for (const [path, text] of Object.entries(makeDocuments())) {
  const file = join(import.meta.dirname, '..', path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  console.log(path)
}
