import { canBelieve } from './can-believe.ts'
import {
  type Call,
  type Card,
  cardOf,
  type Evidence,
  type InputRow,
  nameOf,
  type RowRecord,
  type Violation,
  wantedBy,
} from './evidence.ts'
import { isHeldBy, isTrue } from './is-true.ts'
import { mayGiveUp } from './may-give-up.ts'

type Ended = { row: InputRow; record: RowRecord }

/** Every row says what WeChat Pay really did, and ended on an answer that could be believed. */
export function findGuessed(evidence: Evidence): Violation[] {
  const { rows, counter, journal, cards, records } = evidence
  const sent = new Map(rows.map(row => [nameOf(row), row]))
  const ended = records.flatMap((record): Ended[] => {
    const row = sent.get(nameOf(record))
    return row ? [{ row, record }] : []
  })
  const made = new Set(journal.filter(call => call.created).map(call => cardOf(wantedBy(call))))
  const answers = new Map(journal.map(call => [call.request_id, call]))
  const guessed =
    (where: string) =>
    (what: string): Violation => ({ kind: 'guessed', where, what })

  return [
    ...ended.flatMap(one =>
      [
        ...misnamed(one),
        ...unfounded(one, made, cards, answers.get(one.record.requestId ?? '')),
        ...(one.record.state === 'unsettled' ? tooSoon(one, journal) : []),
        ...unbelievable(one, answers.get(one.record.requestId ?? '')),
      ].map(guessed(nameOf(one.row))),
    ),
    ...unclaimed(ended, evidence, made).map(({ row }) =>
      guessed(nameOf(row))('already_member, but no other import made the card'),
    ),
    ...counter.flatMap(one => {
      const there = cards.some(card => isHeldBy(card, one) && card.user_card_code === one.code)
      const founded = one.outcome === 'imported' ? made.has(cardOf(one)) : one.outcome === 'already_member' && there
      return founded ? [] : [guessed('the counter')(`${one.outcome}, which is not so: ${cardOf(one)}`)]
    }),
  ]
}

/** Whether the record is about the member of its row. */
function misnamed({ row, record: { openid, userCardCode, state } }: Ended): string[] {
  if (row.uncalled) return []
  return openid === row.openid && userCardCode === row.code ? [] : [`${state}, but of another member`]
}

/** What the state says of the card, against the cards that there are. */
function unfounded(
  { row, record: { state, code } }: Ended,
  made: ReadonlySet<string>,
  cards: readonly Card[],
  answer: Call | undefined,
): string[] {
  const own = cards.find(card => isHeldBy(card, row) && card.user_card_code === row.code)
  switch (state) {
    case 'imported':
      return made.has(cardOf(row)) ? [] : ['imported, but no import of ours made the card']
    case 'already_member':
      return own ? [] : ['already_member, but there is no such card']
    case 'rejected':
      return isTrue(code, row, cards, answer) ? [] : [`rejected as ${code}, which is not so`]
    case 'unsettled':
      return []
    default:
      return [`the state ${state} does not exist`]
  }
}

/** Whether a row was given up although it could be known what became of it. */
function tooSoon({ row, record: { code } }: Ended, journal: readonly Call[]): string[] {
  return mayGiveUp(code, row, journal) ? [] : [`unsettled as ${code}, for which the journal shows no reason`]
}

/** The record names the answer that the row ended on; only `unsettled` may rest on one that could not be believed. */
function unbelievable({ row, record }: Ended, answer: Call | undefined): string[] {
  const { state, requestId } = record
  if (state === 'unsettled') return []
  if (row.uncalled)
    return requestId === undefined ? [] : [`${state} by an answer, but it was to be refused without a call`]
  if (!answer) return [`${state} without an answer of WeChat Pay`]
  const by = `${state} by the answer to call ${answer.number}, a ${answer.call}`
  if (answer.openid !== row.openid) return [`${by} about another user`]
  if (!canBelieve(answer)) return [`${by} that could not be believed: ${answer.fault ?? 'not delivered'}`]
  if (answer.call === 'import' && state === 'imported' && !answer.created) return [`${by} that made no card`]
  const isEnd = state === 'rejected' ? answer.status === 200 || answer.status === 400 : answer.status === 200
  return isEnd ? [] : [`${by} with status ${answer.status}`]
}

/** Rows of a card that we made and that nobody else can have made: not unsettled, not at the counter. */
function unclaimed(ended: readonly Ended[], { counter }: Evidence, made: ReadonlySet<string>): Ended[] {
  const elsewhere = new Set(counter.map(cardOf))
  return [...Map.groupBy(ended, ({ row }) => cardOf(row))].flatMap(([card, ends]) => {
    const mayBe = ends.some(({ record }) => record.state === 'imported' || record.state === 'unsettled')
    if (!made.has(card) || elsewhere.has(card) || mayBe) return []
    return ends.filter(({ record }) => record.state === 'already_member')
  })
}
