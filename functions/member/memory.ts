import * as v from 'valibot'

/** A query must come before the next sending, because … */
const Owed = v.picklist(['unknown', 'accepted', 'effective_card', 'code_exists', 'on_record'])

/**
 * What is remembered of a member between attempts. It decides which query is owed to WeChat Pay; it never answers for
 * WeChat Pay, for a merchant may invalidate a card and import it again (DESIGN: ledger).
 *
 * - `unclear`: a sending of ours may have created the card although we saw no sound answer.
 * - `sendings`: those that counted, answered or of unclear outcome; a refusal by rate or an outage does not count.
 * - `fruitless`: answers to queries that settled nothing: not verifiable, or "has a card" with none shown.
 * - `importedCode`: the code under which the member is on record as imported.
 */
export const Memory = v.object({
  owed: v.exactOptional(Owed),
  unclear: v.boolean(),
  firstSentAt: v.exactOptional(v.number()),
  sentAt: v.exactOptional(v.number()),
  sendings: v.number(),
  fruitless: v.number(),
  importedCode: v.exactOptional(v.string()),
})
export type Memory = v.InferOutput<typeof Memory>

export const NOTHING_REMEMBERED: Memory = { unclear: false, sendings: 0, fruitless: 0 }

/**
 * What is kept once an attempt has ended. `open`: it says nothing of what an unclear sending did (unsettled, or refused
 * for another reason), so that this is kept, and asked about first; the counts start anew.
 */
export function rest(memory: Memory, ended: { importedCode?: string; open: boolean }): Memory {
  if (ended.open && memory.unclear) return { ...memory, owed: 'unknown', sendings: 0, fruitless: 0 }
  const importedCode = ended.importedCode ?? memory.importedCode
  return { ...NOTHING_REMEMBERED, ...(importedCode !== undefined && { importedCode }) }
}
