import { describe, expect, it } from 'vitest'
import { nearestName } from '../../functions/member/nearest-name.ts'

const NAMES = ['brand_id', 'card_id', 'openid', 'user_card_code', 'user_information', 'date_information']

describe('nearestName', () => {
  it.each([
    ['userCardCode', 'user_card_code'],
    ['OpenID', 'openid'],
    ['open_id', 'openid'],
    ['card-id', 'card_id'],
    ['user_infomation', 'user_information'],
    ['user_cadr_code', 'user_card_code'],
  ])('takes %s for %s', (name, known) => {
    expect(nearestName(name, NAMES)).toBe(known)
  })

  it.each(['attach', 'phone', '', 'x'.repeat(1000)])('takes %j for no known name', name => {
    expect(nearestName(name, NAMES)).toBeUndefined()
  })

  it('prefers the nearest', () => {
    expect(nearestName('abcd', ['abxy', 'abcx', 'abcd_'])).toBe('abcd_')
    expect(nearestName('abcd', ['abcx', 'abcy'])).toBe('abcx')
  })
})
