import type { BundleSize } from './bundle.ts'

const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} kB`.padStart(10)

/** The sizes of the bundles, one line each below a heading. */
export function showSizes(sizes: readonly (BundleSize & { name: string })[]): string {
  return [
    `${'bundle'.padEnd(24)}${'size'.padStart(10)}${'gzipped'.padStart(10)}`,
    ...sizes.map(
      ({ name, bytes, gzipBytes }) => `dist/${name}/index.cjs`.padEnd(24) + kilobytes(bytes) + kilobytes(gzipBytes),
    ),
  ].join('\n')
}
