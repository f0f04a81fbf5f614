import type { Metafile } from 'esbuild'

/** A module in a bundle. `bytes`: what of it is there; `pack`: the package it comes from, if it is not ours. */
export type Module = { path: string; bytes: number; pack?: { name: string; folder: string } }

/** What esbuild took into the outputs of a build; paths as it wrote them. */
export function modulesOf({ outputs }: Metafile): Module[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).map(([path, { bytesInOutput: bytes }]) => {
      const [folder, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? []
      return { path, bytes, ...(folder !== undefined && name !== undefined && { pack: { name, folder } }) }
    }),
  )
}
