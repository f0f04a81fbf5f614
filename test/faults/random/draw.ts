/** Numbers in [0, 1). */
export type Random = () => number

export const between = (random: Random, min: number, max: number) => min + random() * (max - min)
export const whole = (random: Random, min: number, max: number) => Math.floor(between(random, min, max + 1))

export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0]
}

export function shuffle<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map(item => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
