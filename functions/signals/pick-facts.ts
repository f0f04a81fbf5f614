import * as v from 'valibot'
import { LOG_EVENTS, type LogEvent } from './log-events.ts'

/** What may be logged of an event: the facts on its list that have the form the list states. The others are left out. */
export function pickFacts(event: LogEvent, facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const allowed: v.ObjectEntries = LOG_EVENTS[event].entries
  return Object.fromEntries(
    Object.entries(facts).filter(([name, value]) => {
      const rule = Object.hasOwn(allowed, name) ? allowed[name] : undefined
      return rule !== undefined && v.is(rule, value)
    }),
  )
}
