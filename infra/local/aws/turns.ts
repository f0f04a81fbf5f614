/** Items that belong to groups, each group first in first out. */
export type Turns<T> = {
  add(group: string, item: T): void
  /** At most `count` items, one of each group in turn; a group whose turn it was waits until all others had theirs. */
  take(count: number): T[]
  size(): number
}

/** Adding and taking cost the same however many items there are. */
export function makeTurns<T>(): Turns<T> {
  // In the order of their next turns; only groups that have items.
  const groups = new Map<string, { items: T[]; next: number }>()
  let size = 0
  return {
    add(name, item) {
      const group = groups.get(name)
      if (group) group.items.push(item)
      else groups.set(name, { items: [item], next: 0 })
      size += 1
    },
    take(count) {
      const taken: T[] = []
      // A group that is set again comes last, and the loop comes to it again.
      for (const [name, group] of groups) {
        if (taken.length === count) break
        taken.push(...group.items.slice(group.next, group.next + 1))
        group.next += 1
        groups.delete(name)
        if (group.next === group.items.length) continue
        // Cut off in bulk: shifting a long array moves all of it.
        if (group.next * 2 > group.items.length) groups.set(name, { items: group.items.slice(group.next), next: 0 })
        else groups.set(name, group)
      }
      size -= taken.length
      return taken
    },
    size: () => size,
  }
}
