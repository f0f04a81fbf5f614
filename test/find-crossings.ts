import { posix } from 'node:path'
import { parseAst } from 'vitest/node'

/** What the files of a room may import beside each other: files of other rooms, and packages ('node:' for all of Node). */
type Room = { rooms: readonly string[]; packages: readonly string[]; typesOnly?: boolean }
export type Rooms = Readonly<Record<string, Room>>

type Import = { from: string; isType: boolean }

const isNode = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Every import, re-export, import() and type import() of a module. */
const importsOf = (node: unknown): Import[] => {
  if (Array.isArray(node)) return node.flatMap(importsOf)
  if (!isNode(node)) return []
  const { source, importKind, exportKind, type } = node
  const isType = importKind === 'type' || exportKind === 'type' || type === 'TSImportType'
  const own = isNode(source) && typeof source['value'] === 'string' ? [{ from: source['value'], isType }] : []
  return [...own, ...Object.values(node).flatMap(importsOf)]
}

/** The room of a file: the longest name that is the file's own or that of a folder around it. */
const roomOf = (rooms: Rooms, file: string): string | undefined =>
  Object.keys(rooms)
    .filter(room => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0]

const mayUse = (allowed: readonly string[], name: string) =>
  allowed.some(one => name === one || name.startsWith(one.endsWith(':') ? one : `${one}/`))

/** The imports of one file that its room does not allow, each as a sentence. */
export const findCrossings = (rooms: Rooms, file: string, source: string): string[] => {
  const home = roomOf(rooms, file)
  const room = home === undefined ? undefined : rooms[home]
  if (home === undefined || room === undefined) return [`${file} is in no room`]
  return importsOf(parseAst(source, { lang: 'ts' })).flatMap(({ from, isType }) => {
    // A file of a package, named by its path because the package does not export it, is of that package all the same.
    const path = from.startsWith('.') ? posix.join(posix.dirname(file), from) : `node_modules/${from}`
    const name = path.replace(/^node_modules\//, '')
    const allowed =
      name === path ? [home, ...room.rooms].includes(roomOf(rooms, name) ?? '') : mayUse(room.packages, name)
    if (!allowed) return [`${file} imports ${name}`]
    return room.typesOnly && !isType ? [`${file} imports more than types of ${name}`] : []
  })
}
