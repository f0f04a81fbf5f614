import { expect, test } from 'vitest'
import { memberKey } from '../../functions/import/member-key.ts'

test('one member has one name, which shows nothing of it', () => {
  expect(memberKey('1004', 'card-1', 'openid-1')).toBe(memberKey('1004', 'card-1', 'openid-1'))
  expect(memberKey('1004', 'card-1', 'openid-1')).toMatch(/^[0-9a-f]{64}$/)
})

test('brand, template and openid each make another member, wherever one part ends and the next begins', () => {
  const members = [
    ['1004', 'card-1', 'openid-1'],
    ['1005', 'card-1', 'openid-1'],
    ['1004', 'card-2', 'openid-1'],
    ['1004', 'card-1', 'openid-2'],
    ['1004', 'card-1openid', '-1'],
    ['1004card-1', '', 'openid-1'],
  ] as const
  expect(new Set(members.map(([brand, card, openid]) => memberKey(brand, card, openid))).size).toBe(members.length)
})
