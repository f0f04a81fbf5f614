/** The size of each function, zipped as it is deployed, and what it is made of. */
import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUDGET_BYTES, bundleFunction } from '../../infra/bundle.ts'
import { FUNCTIONS } from '../../infra/package-project.ts'
import { atMost, type Row, single } from './row.ts'

const ROOT = join(import.meta.dirname, '../..')
const MOST_NAMED = 6

export async function measureBundle(): Promise<Row[]> {
  const rows: Row[] = []
  for (const name of FUNCTIONS) {
    const { size } = await stat(join(ROOT, `.serverless/${name}.zip`))
    const { byPackage } = await bundleFunction(join(ROOT, `functions/${name}.ts`), join(tmpdir(), 'bench-bundle'), 'x')
    const zipped = { what: `${name}.zip`, who: 'ours', unit: 'kB', ...single(size / 1_000) }
    rows.push({ ...zipped, ...atMost(BUDGET_BYTES / 1_000, size / 1_000) })
    for (const { name: part, bytes } of byPackage.slice(0, MOST_NAMED)) {
      rows.push({ what: `${name}.zip: not zipped, of that`, who: part, unit: 'kB', ...single(bytes / 1_000) })
    }
  }
  return rows
}
