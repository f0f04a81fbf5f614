import { readPace } from '../../functions/aws/pace.ts'
import { createPacer } from '../../functions/aws/pacer.ts'
import { pacerItem, type StateTable } from '../../functions/aws/state-table.ts'
import type { Pacer, Permit } from '../../functions/ports.ts'
import { readItem, type State, standBetween } from './state.ts'
import { createVirtualTime } from './virtual-time.ts'

export const START = 1_722_850_421_000

let credentials = 0

/** Containers on one record that does not exist yet, in a time of their own. */
export function openContainers(state: State) {
  credentials += 1
  const credential = `paced-${credentials}`
  const time = createVirtualTime(START)

  /** `between` is waited for before and after each command. */
  function tableOf(between: () => Promise<unknown> = async () => {}): StateTable {
    const table = state.open(credential)
    standBetween(table.client, async (_command, send) => {
      await between()
      await time.io(send())
      await between()
    })
    return table
  }

  return {
    time,
    tableOf,
    /** A container: its own client and pacer. */
    container: (ratePerSecond: number) => createPacer(tableOf(), time.clock(), ratePerSecond),
    /** The record as it stands. */
    async pace() {
      const table = state.open(credential)
      return readPace((await readItem(table, pacerItem(table))) ?? {})
    },
    elapsed: () => time.clock().now() - START,
    pass: (ms: number) => time.run(time.clock().sleep(ms)),
    /** Takes permits one after another; resolves to the moments at which they were had, in ms since the start. */
    async takeMany(pacer: Pacer, count: number): Promise<number[]> {
      const moments: number[] = []
      for (let taken = 0; taken < count; taken += 1) {
        await permitOf(pacer)
        moments.push(time.clock().now() - START)
      }
      return moments
    },
  }
}

export async function permitOf(pacer: Pacer, withinMs = 60_000): Promise<Permit> {
  const taken = await pacer.take(withinMs)
  if ('notBefore' in taken) throw new Error(`No permit before ${taken.notBefore - START} ms.`)
  return taken.permit
}

export async function callOnce(pacer: Pacer, result: 'answered' | 'refused' | 'failed'): Promise<void> {
  await pacer.report(await permitOf(pacer), result)
}
