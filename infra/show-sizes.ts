import { BUDGET_BYTES, type BundleSize } from './bundle.ts'

const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(0)} kB`.padStart(10)

/** So many packages are named; together they are nine tenths of a bundle. */
const MOST_NAMED = 10

/** The sizes of the bundles, one line each below a heading. */
export function showSizes(sizes: readonly (BundleSize & { name: string })[]): string {
  return [
    `${'bundle'.padEnd(24)}${'size'.padStart(10)}${'gzipped'.padStart(10)}${'budget'.padStart(10)}`,
    ...sizes.map(
      ({ name, bytes, gzipBytes }) =>
        `dist/${name}/index.cjs`.padEnd(24) + [bytes, gzipBytes, BUDGET_BYTES].map(kilobytes).join(''),
    ),
  ].join('\n')
}

/** What the largest bundle is made of, by package. */
export function showPackages(sizes: readonly BundleSize[]): string {
  const [largest] = sizes.toSorted((a, b) => b.bytes - a.bytes)
  const named = largest?.byPackage.slice(0, MOST_NAMED) ?? []
  return named.map(({ name, bytes }) => name.padEnd(34) + kilobytes(bytes)).join('\n')
}
