import { listen } from '../../../infra/local/aws/http.ts'
import { between, type Random, whole } from './draw.ts'

/** What is in store for one container: how far its clock is off, and at which of its outgoing calls it is killed. */
export type Fate = { clockMs: number; death?: { call: number; afterMs?: number } }

/** In a row's life some five calls go out; so a container lives for some 60 rows. */
const LAST_CALL = 500
const MOST_DEATHS = 3

export type Fates = {
  url: string
  /** Containers that start from now on are in for nothing. */
  end(): void
  close(): Promise<void>
}

/** Deals each container that starts its fate, over HTTP. `skewed`: every second clock is 2 s ahead. */
export async function startFates(random: Random, skewed: boolean): Promise<Fates> {
  const dealt: Fate[] = []
  let over = false
  const deal = (): Fate => {
    const clockMs = skewed && dealt.length % 2 === 1 ? 2_000 : 0
    const dies = dealt.filter(({ death }) => death).length < MOST_DEATHS
    const afterMs = random() < 0.5 ? {} : { afterMs: between(random, 0, 60) }
    return { clockMs, ...(dies && { death: { call: whole(random, 1, LAST_CALL), ...afterMs } }) }
  }
  const listener = await listen(async (_, response) => {
    const fate = over ? { clockMs: 0 } : deal()
    dealt.push(fate)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(fate))
  })
  return {
    url: listener.url,
    end: () => {
      over = true
    },
    close: listener.close,
  }
}
