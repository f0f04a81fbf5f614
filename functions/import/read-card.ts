import type { Scope } from '../member/halt-scope.ts'
import type { Call, Credentials, Halt, NoPermit, Reply, Situations } from '../ports.ts'
import type { Ask } from './ask.ts'
import type { Heed } from './heed-halts.ts'
import { weighTrouble } from './weigh-trouble.ts'

export type ReadResult =
  | { kind: 'replied'; reply: Reply }
  | { kind: 'halted'; halt: Halt }
  | ({ kind: 'no_permit' } & NoPermit)

/** Makes one reading call, of a card or a template, for somebody who waits. `key`: what the streaks count it under. */
export type ReadCard = (call: Call, key: string, scopes: readonly Scope[]) => Promise<ReadResult>

const LIMITS = { permitMs: 1_500, callMs: 5_000 }

export function createReadCard(ports: {
  ask: Ask
  heed: Heed
  situations: Situations
  credentials: Credentials
}): ReadCard {
  return async (call, key, scopes) => {
    const { halts, streaks } = await ports.situations.look(key, scopes)
    const standing = await ports.heed.standing(halts)
    if (standing) return { kind: 'halted', halt: standing }
    return await read(false)

    async function read(refreshed: boolean): Promise<ReadResult> {
      const asked = await ports.ask(call, { key }, streaks, LIMITS)
      if ('notBefore' in asked) return { kind: 'no_permit', ...asked }
      const trouble = weighTrouble(asked.reply, refreshed)
      if (trouble?.next === 'refresh') {
        await ports.credentials.refresh()
        return await read(true)
      }
      const grave = trouble?.next === 'halt' && trouble.scope === 'credential' ? trouble.reason : undefined
      const reason = asked.alarm ?? grave
      const halt = reason && (await ports.heed.raise('credential', reason))
      return halt ? { kind: 'halted', halt } : { kind: 'replied', reply: asked.reply }
    }
  }
}
