import { setTimeout as sleep } from 'node:timers/promises'
import { control } from '../../e2e/harness.ts'
import type { Spell } from './draw-weather.ts'
import type { FaultyStack } from './faulty-stack.ts'

/** Brings a spell over the stack, and lifts it when its time is over. */
export async function castSpell(stack: FaultyStack, spell: Spell): Promise<void> {
  switch (spell.kind) {
    case 'kill':
      return await stack.stack.killContainers()
    case 'wechatpay': {
      const { id } = Object(await control(stack, 'POST', 'faults', spell.rule))
      await sleep(spell.forMs)
      return void (await control(stack, 'DELETE', `faults?id=${id}`))
    }
    case 'host': {
      for (const host of spell.cut) await stack.hosts[host].cut()
      await sleep(spell.forMs)
      for (const host of spell.cut) await stack.hosts[host].mend()
      return
    }
    case 'aws':
      stack.spell(spell.service, spell.fault)
      await sleep(spell.forMs)
      return stack.spell(spell.service, undefined)
  }
}
