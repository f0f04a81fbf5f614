import { expect, test } from 'vitest'
import { weighList } from '../../functions/import/weigh-list.ts'
import { CARD, CODE, memory, sampleCard } from './samples.ts'

const NOW = 1_000_000
const effective = memory({ owed: 'effective_card', sendings: 1 })
const codeExists = memory({ owed: 'code_exists', sendings: 1 })
const own = { cardId: CARD, userCardCode: CODE }
const other = sampleCard({ user_card_code: 'B-0002' })
const elsewhere = sampleCard({ user_card_code: 'B-0002', card_id: 'card-template-2' })

test.each([
  ['effective card', effective],
  ['code exists', codeExists],
])('"already", %s: another effective card of the template means other_code', (_, known) => {
  const verdict = { next: 'end', state: 'rejected', code: 'other_code' }
  expect(weighList(known, [elsewhere, other], own, NOW).verdict).toEqual(verdict)
})

test.each([
  ['no card', []],
  ['a card of another template', [elsewhere]],
  ['another card that is not effective', [{ ...other, user_card_state: 'INVALID' as const }]],
])('code exists, and the list shows %s: code_taken', (_, cards) => {
  const verdict = { next: 'end', state: 'rejected', code: 'code_taken' }
  expect(weighList(codeExists, cards, own, NOW).verdict).toEqual(verdict)
})

test('effective card, and none in the list: later, counted', () => {
  expect(weighList(effective, [elsewhere], own, NOW)).toEqual({
    memory: { ...effective, fruitless: 1 },
    verdict: { next: 'later', at: NOW + 1_000, because: 'settling' },
  })
})

test('effective card, and none in the list for the fifth time: unsettled', () => {
  const verdict = { next: 'end', state: 'unsettled', code: 'card_not_shown' }
  expect(weighList({ ...effective, fruitless: 4 }, [], own, NOW).verdict).toEqual(verdict)
})

test('the own card, shown meanwhile, settles as it would by query', () => {
  expect(weighList(effective, [other, sampleCard()], own, NOW).verdict).toMatchObject({ state: 'already_member' })
  const invalid = sampleCard({ user_card_state: 'INVALID' })
  expect(weighList(codeExists, [invalid], own, NOW).verdict).toMatchObject({ code: 'card_invalid' })
})
