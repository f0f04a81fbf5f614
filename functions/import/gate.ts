/**
 * Lets at most `width` holders in at a time, in the order of their coming; who comes back for a further call goes
 * ahead of those who have not begun. Resolves to the way out, which may be taken more than once.
 */
export type Gate = (ahead: boolean) => Promise<() => void>

export function createGate(width: number): Gate {
  const returning: (() => void)[] = []
  const coming: (() => void)[] = []
  let inside = 0

  return async ahead => {
    if (inside >= width) await new Promise<void>(enter => (ahead ? returning : coming).push(enter))
    else inside += 1
    let left = false
    return () => {
      if (left) return
      left = true
      const next = returning.shift() ?? coming.shift()
      if (next) next()
      else inside -= 1
    }
  }
}
