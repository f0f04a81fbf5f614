import { readFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'
import { leaveOut } from './leave-out.ts'
import { modulesOf } from './modules-of.ts'

/** `byPackage`: bytes of the bundle by the package they come from, the largest first; ours is `functions`. */
export type BundleSize = { bytes: number; gzipBytes: number; byPackage: { name: string; bytes: number }[] }

/** Of one bundle, gzipped, which a zip comes to: Lambda fetches and unpacks it at each cold start. */
export const BUDGET_BYTES = 220_000

/**
 * Bundles one entry for Lambda: `<folder>/index.cjs` exports what the entry exports; `index.cjs.map` and
 * `metafile.json` stand beside it. `version` takes the place of the global `PRODUCT_VERSION`. Rejects where the bundle
 * is larger than the budget.
 *
 * CommonJS, because an ES module pays 14 to 20 ms of every cold start for importing node:http. The `module` fields
 * first, because esbuild can leave out the unused parts of ES modules only.
 */
export const bundleFunction = async (entry: string, folder: string, version: string): Promise<BundleSize> => {
  const outfile = `${folder}/index.cjs`
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    // The SDK imports node:http at its first request. Imported it runs its getters, one of which loads all of Node's fetch.
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    minify: true,
    charset: 'utf8',
    sourcemap: 'linked',
    metafile: true,
    // undici's own switch: without it a second HTTP parser, an experiment, is there as well.
    define: { PRODUCT_VERSION: JSON.stringify(version), esbuildDetection: 'true' },
    plugins: [leaveOut],
    logLevel: 'warning',
  })
  await writeFile(`${folder}/metafile.json`, JSON.stringify(metafile))
  const bundle = await readFile(outfile)
  const gzipBytes = gzipSync(bundle).length
  if (gzipBytes > BUDGET_BYTES) {
    throw new Error(`${outfile} has ${gzipBytes} bytes gzipped, more than its budget of ${BUDGET_BYTES}.`)
  }
  return { bytes: bundle.length, gzipBytes, byPackage: sumByPackage(metafile) }
}

function sumByPackage(metafile: Metafile): BundleSize['byPackage'] {
  const sums = new Map<string, number>()
  for (const { pack, bytes } of modulesOf(metafile)) {
    const name = pack?.name ?? 'functions'
    sums.set(name, (sums.get(name) ?? 0) + bytes)
  }
  return [...sums].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes)
}
