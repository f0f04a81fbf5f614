import { expect, test } from 'vitest'
import { nameDamage } from '../../../cli/doctor/name-damage.ts'
import { DAMAGES } from '../../wechatpay/damages.ts'
import { MERCHANT_PEM, WECHATPAY_PEM } from '../../wechatpay/fixtures.ts'

/** What each damage is called; one that is missing here is none. */
const NAMES: Record<string, string> = {
  'with literal \\n': 'written out as \\n',
  'with literal \\r\\n': 'written out as \\n',
  'with doubly escaped \\n': 'written out as \\n',
  'with CR': 'bare CR',
  'with empty lines': 'empty lines',
  indented: 'indented',
  'indented by tabs': 'indented',
  'indented by no-break spaces': 'indented',
  'on one line': 'on one line',
  'on one line without spaces': 'on one line',
  'without any white space': 'on one line',
  'with a byte order mark': 'byte order mark',
  'with zero width spaces': 'invisible characters',
  'in double quotes': 'quotes',
  'in single quotes': 'quotes',
  'in quotes, with literal \\n': 'quotes',
  'with a backslash at each end of line': 'backslashes',
  'with typographic dashes': 'typographic dashes',
  'with a dash too few': 'five dashes',
  'without dashes': 'five dashes',
  'without BEGIN': 'lacks its line BEGIN',
  'without END': 'cut off',
  'without armour': 'lacks its lines BEGIN and END',
  'without armour, on one line': 'lacks its lines BEGIN and END',
  'without armour, with a byte order mark': 'byte order mark',
  'without armour, in quotes': 'quotes',
  'cut off inside END': 'cut off',
  'cut off inside the dashes of END': 'cut off',
  'after other text': 'other text before it',
  'before other text': 'other text behind it',
  'in base64': 'base64 once more',
  'in base64, in lines': 'base64 once more',
  'in base64, from Windows': 'base64 once more',
}

test.each(DAMAGES)('%s', (what, damage) => {
  const damages = nameDamage(damage(MERCHANT_PEM), 'private_key')
  const name = NAMES[what]
  if (name === undefined) expect(damages).toEqual([])
  else expect(damages.join('; ')).toContain(name)
})

test('every name above is of a damage that there is', () => {
  const known = DAMAGES.map(([what]) => what)
  expect(Object.keys(NAMES).filter(name => !known.includes(name))).toEqual([])
})

test.each([
  ['a label of another kind', WECHATPAY_PEM.replaceAll('PUBLIC KEY', 'CERTIFICATE'), ['label of another kind']],
  ['two blocks in one file', WECHATPAY_PEM + WECHATPAY_PEM, ['holds 2 blocks, of which only the first is read']],
  ['several at once', `"\uFEFF${WECHATPAY_PEM.replaceAll('\n', '\\n')}"`, ['written out', 'quotes']],
  ['whatever else', WECHATPAY_PEM.replace('\n', '\n=\n'), ['not as tools write it']],
])('%s', (_, text, names) => {
  const damages = nameDamage(text, 'public_key')
  for (const name of names) expect(damages.join('; ')).toContain(name)
})
