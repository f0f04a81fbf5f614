import { expect, test } from 'vitest'
import { explainCode } from '../../../cli/job/explain-code.ts'
import { FAULTS } from '../../../functions/member/faults.ts'
import { REJECTIONS, UNSETTLED } from '../../../functions/member/reasons.ts'
import { ROW_FAULTS } from '../../../functions/member/row-faults.ts'

test.each([
  ['rejected', 'too_long', FAULTS.too_long],
  ['rejected', 'openid_repeated', ROW_FAULTS.openid_repeated],
  [
    'rejected',
    'deleted_by_user',
    { sentence: REJECTIONS.deleted_by_user.sentence, mend: REJECTIONS.deleted_by_user.mend },
  ],
  ['unsettled', 'answers_unverifiable', UNSETTLED.answers_unverifiable],
])('%s, %s: its own sentence and mend', (state, code, words) => {
  expect(explainCode(state, code)).toEqual(words)
})

test('the sentence of the row goes before the one of the code', () => {
  const { mend } = FAULTS.too_long
  expect(explainCode('rejected', 'too_long', 'Must be shorter.')).toEqual({ sentence: 'Must be shorter.', mend })
})

test('a rule that WeChat Pay and the check share is told as WeChat Pay tells it', () => {
  expect(explainCode('rejected', 'email_invalid').sentence).toBe(REJECTIONS.email_invalid.sentence)
})

test('of a code of another version nothing is said', () => {
  expect(explainCode('rejected', 'toString')).toEqual({ sentence: '', mend: '' })
})
