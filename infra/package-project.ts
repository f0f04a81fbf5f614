import { rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import product from '../package.json' with { type: 'json' }
import { type BundleSize, bundleFunction } from './bundle.ts'
import { renderService } from './render.ts'

/** The functions of the project, one bundle each. */
export const FUNCTIONS = ['http', 'queue'] as const

/** Stands in the project once everything is packaged, with the time at which that began. */
export const STAMP = 'dist/packaged'

/** Builds `dist/<function>` of each function. */
export async function buildFunctions(root: string): Promise<(BundleSize & { name: string })[]> {
  const sizes = []
  for (const name of FUNCTIONS) {
    const size = await bundleFunction(join(root, `functions/${name}.ts`), join(root, `dist/${name}`), product.version)
    sizes.push({ name, ...size })
  }
  return sizes
}

/**
 * Builds, and renders template and zips under `.serverless`, with options of osls. What a kill leaves unfinished has no
 * stamp; nor has what is rendered with options, for the stack on this machine is rendered without.
 */
export async function packageProject(
  root: string,
  options: readonly string[] = [],
): Promise<(BundleSize & { name: string })[]> {
  const began = new Date()
  const stamp = join(root, STAMP)
  await rm(stamp, { force: true })
  const sizes = await buildFunctions(root)
  await renderService(root, options)
  if (options.length > 0) return sizes
  await writeFile(stamp, '')
  await utimes(stamp, began, began)
  return sizes
}
