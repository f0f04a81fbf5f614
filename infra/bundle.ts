import { readFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'esbuild'

export type BundleSize = { bytes: number; gzipBytes: number }

/**
 * Lambda gives its credentials in the environment. The SDK's other sources of them are a tenth of a bundle and of its
 * start; in their place stands a module that says so when the SDK, finding none in the environment, loads one.
 */
const environmentCredentialsOnly: Plugin = {
  name: 'environment-credentials-only',
  setup({ onResolve, onLoad }) {
    const filter = /^@(aws-sdk|smithy)\/credential-provider-(http|imds|ini|login|process|sso|web-identity)(\/|$)/
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'left-out' }))
    onLoad({ filter: /^/, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error('No AWS credentials in the environment, and ${path} is left out of the bundle.')`,
    }))
  },
}

/**
 * Bundles one entry for Lambda: `<folder>/index.cjs` exports what the entry exports; `index.cjs.map` and
 * `metafile.json` stand beside it. `version` takes the place of the global `PRODUCT_VERSION`.
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
    mainFields: ['module', 'main'],
    minify: true,
    charset: 'utf8',
    sourcemap: 'linked',
    metafile: true,
    define: { PRODUCT_VERSION: JSON.stringify(version) },
    plugins: [environmentCredentialsOnly],
    logLevel: 'warning',
  })
  await writeFile(`${folder}/metafile.json`, JSON.stringify(metafile))
  const bundle = await readFile(outfile)
  return { bytes: bundle.length, gzipBytes: gzipSync(bundle).length }
}
