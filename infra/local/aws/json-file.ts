import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import * as v from 'valibot'

export type JsonFile<T> = {
  readonly value: T
  /** In memory at once; resolves when it is in the file. */
  save(value: T): Promise<void>
}

/** A value that is kept in a file, for the owner's eyes only; in memory alone where there is no path. */
export async function openJsonFile<T>(
  path: string | undefined,
  schema: v.GenericSchema<unknown, T>,
  empty: T,
): Promise<JsonFile<T>> {
  let value = path && existsSync(path) ? v.parse(schema, JSON.parse(await readFile(path, 'utf8'))) : empty
  // One write after another: two at once would share the temporary file.
  let saving = Promise.resolve()
  return {
    get value() {
      return value
    },
    async save(changed) {
      value = changed
      if (!path) return
      saving = saving.then(async () => {
        await writeFile(`${path}.new`, JSON.stringify(value), { mode: 0o600 })
        await rename(`${path}.new`, path)
      })
      await saving
    },
  }
}
