import { Session } from 'node:inspector/promises'

export type Share = { room: string; percent: number }

const MICROSECONDS = 100

/** Where the time of some work goes: by the room of this project that is at work, RSA and other node:crypto apart. */
export async function profile(work: () => Promise<void>): Promise<Share[]> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: MICROSECONDS })
  await session.post('Profiler.start')
  await work()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()

  const nodes = new Map(profile.nodes.map(node => [node.id, node]))
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id] as const)))
  const sums = new Map<string, number>()
  for (const sampled of profile.samples ?? []) {
    const room = roomOf(sampled)
    if (room) sums.set(room, (sums.get(room) ?? 0) + 1)
  }
  const total = [...sums.values()].reduce((sum, count) => sum + count, 0)
  return [...sums]
    .map(([room, count]) => ({ room, percent: (100 * count) / total }))
    .filter(({ percent }) => percent >= 0.5)
    .sort((a, b) => b.percent - a.percent)

  /** The nearest caller that has a room; undefined while the thread was idle. */
  function roomOf(sampled: number): string | undefined {
    for (let id: number | undefined = sampled; id !== undefined; id = parents.get(id)) {
      const { functionName = '', url = '' } = nodes.get(id)?.callFrame ?? {}
      if (functionName === '(idle)') return undefined
      if (url.startsWith('node:internal/crypto')) return 'node:crypto'
      const [, room] = /\/((?:functions|test)\/\w+)\//.exec(url) ?? /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
      if (room) return room
      if (functionName === '(garbage collector)') return 'garbage collection'
    }
    return 'node'
  }
}
