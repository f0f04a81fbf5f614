import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { modulesOf } from './modules-of.ts'

/** A package of others: its licence as its package.json names it (SPDX). */
export type ThirdParty = { name: string; version: string; licence: string }

/** The packages of others whose code is in the bundles, by name. Paths in the metafiles are relative to `root`. */
export function listPackages(metafiles: readonly Metafile[], root: string): ThirdParty[] {
  const folders = new Set(
    metafiles.flatMap(modulesOf).flatMap(({ pack, bytes }) => (pack && bytes > 0 ? [pack.folder] : [])),
  )
  const packages = [...folders].map(folder => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    return { name: String(name), version: String(version), licence: String(license ?? 'none named') }
  })
  return packages.sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'))
}

/** The list as it stands in docs/third-party.md. */
export const describePackages = (packages: readonly ThirdParty[]): string =>
  [
    '# What of others ships',
    '',
    'Every package whose code is in the bundles of the functions. Written by `npm run third-party`; a test compares it.',
    '',
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
    '',
  ].join('\n')
