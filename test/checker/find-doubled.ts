import { cardOf, type Evidence, memberOf, nameOf, type Violation, wantedBy } from './evidence.ts'

/** No row has a record that nobody sent, no member two cards of ours, and no card two rows that say they made it. */
export function findDoubled({ rows, counter, journal, records }: Evidence): Violation[] {
  const doubled = (where: string, what: string): Violation => ({ kind: 'doubled', where, what })
  const sent = new Map(rows.map(row => [nameOf(row), row]))
  const strays = records.filter(record => !sent.has(nameOf(record)))

  const created = journal.filter(call => call.created).map(wantedBy)
  const twice = [...Map.groupBy(created, memberOf)].filter(([, cards]) => cards.length > 1)

  const claims = [
    ...records.flatMap(record => {
      const row = sent.get(nameOf(record))
      return row && record.state === 'imported' ? [{ card: cardOf(row), by: nameOf(record) }] : []
    }),
    ...counter.filter(({ outcome }) => outcome === 'imported').map(one => ({ card: cardOf(one), by: 'the counter' })),
  ]
  const claimedTwice = [...Map.groupBy(claims, ({ card }) => card)].filter(([, by]) => by.length > 1)

  return [
    ...strays.map(record => doubled(nameOf(record), 'a record of a row that nobody sent')),
    ...twice.map(([member, cards]) => doubled(member, `${cards.length} cards made`)),
    ...claimedTwice.map(([card, claims]) =>
      doubled(claims.map(({ by }) => by).join(' and '), `each imported the one card ${card}`),
    ),
  ]
}
