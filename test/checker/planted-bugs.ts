import type { Violation } from './evidence.ts'

/** One change of the source that the checker must notice: a text that is there exactly once. */
export type Bug = { file: string; text: string; instead: string }

/** What the checker must say of some row. */
export type Shown = { kind: Violation['kind']; what: RegExp }

/** By what the functions then do (test/faults/planted.test.ts). */
export const BUGS: Record<string, Bug & { shows: Shown }> = {
  'drops a row whose outcome is not known': {
    file: 'functions/import/work-batch.ts',
    text: `result.kind === 'later' || result.kind === 'halted' ?`,
    instead: `(result.kind === 'later' && result.because !== 'settling') || result.kind === 'halted' ?`,
    shows: { kind: 'lost', what: /no record/ },
  },
  'doubles a member who stands in two rows': {
    file: 'functions/import/weigh-query.ts',
    text: `const imported = memory.unclear && !onRecord && madeByUs(memory, card)`,
    instead: `const imported = (memory.unclear || onRecord) && madeByUs(memory, card)`,
    shows: { kind: 'doubled', what: /each imported the one card/ },
  },
  'guesses that a sending without an answer has worked': {
    file: 'functions/import/weigh-import.ts',
    text: `  return {
    memory: { ...counted, owed: 'unknown', unclear: true },
    verdict: { next: 'later', at: again, because: 'settling' },`,
    instead: `  return {
    memory: { ...counted, owed: 'unknown', unclear: true },
    verdict: { next: 'end', state: 'imported' },`,
    shows: { kind: 'guessed', what: /imported (without an answer|, but no import)/ },
  },
  'sends again without asking': {
    file: 'functions/import/recall.ts',
    text: `if (owed !== undefined && owed !== 'on_record') return`,
    instead: `if (owed !== undefined && owed !== 'on_record' && owed !== 'unknown') return`,
    shows: { kind: 'guessed', what: /without asking after an import of unclear outcome/ },
  },
  'skips the verification of a signature': {
    file: 'functions/wechatpay/verify-answer.ts',
    text: `return isSignedBy(key, answerMessage({ timestamp, nonce, body }), signature) ?`,
    instead: `return isSignedBy(key, answerMessage({ timestamp, nonce, body }), signature) || body ?`,
    shows: { kind: 'guessed', what: /could not be believed: (forged|probe)_signature/ },
  },
  'counts twice': {
    file: 'functions/aws/finish-row.ts',
    text: `':one': number(1)`,
    instead: `':one': number(2)`,
    shows: { kind: 'miscounted', what: /counted, \d+ recorded/ },
  },
  'believes an unsigned refusal': {
    file: 'functions/wechatpay/classify.ts',
    text: `...weighAnswer(call, received, error),`,
    instead: `...(status === 400 ? weighRefusal(call, status, readError(body)) : weighAnswer(call, received, error)),`,
    shows: { kind: 'guessed', what: /rejected by .*could not be believed/ },
  },
}
