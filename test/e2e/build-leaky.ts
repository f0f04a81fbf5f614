import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { leaveOut } from '../../infra/leave-out.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** A leak in one file of the functions: where, and what is there in its place. */
export type Plant = { file: string; instead: readonly [found: string, planted: string] }

/**
 * A packaged project whose bundles hold these leaks; `remove` takes it away. Rejects where what a plant replaces does not
 * stand in its file.
 */
export async function buildLeaky(plants: readonly Plant[]): Promise<{ root: string; remove(): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'leaky-'))
  await symlink(join(ROOT, '.serverless'), join(root, '.serverless'))
  await mkdir(join(root, 'dist'))
  for (const name of ['http', 'queue']) {
    await build({
      entryPoints: [join(ROOT, `functions/${name}.ts`)],
      outfile: join(root, `dist/${name}/index.cjs`),
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node24',
      mainFields: ['module', 'main'],
      define: { PRODUCT_VERSION: '"leaky"', esbuildDetection: 'true' },
      plugins: [leaveOut, planting(plants)],
      logLevel: 'warning',
    })
  }
  return { root, remove: () => rm(root, { recursive: true }) }
}

function planting(plants: readonly Plant[]): Plugin {
  return {
    name: 'planting',
    setup({ onLoad }) {
      onLoad({ filter: /functions\/.*\.ts$/ }, async ({ path }) => {
        const here = plants.filter(({ file }) => path.endsWith(`functions/${file}`))
        if (here.length === 0) return undefined
        let contents = await readFile(path, 'utf8')
        for (const { instead } of here) {
          if (!contents.includes(instead[0])) throw new Error(`${path} has no ${instead[0]}`)
          contents = contents.replace(instead[0], () => instead[1])
        }
        return { contents, loader: 'ts' }
      })
    },
  }
}
