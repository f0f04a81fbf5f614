import { expect, test } from 'vitest'
import { differences } from '../../infra/local/host-protocol.ts'

const SETTINGS = { credential: 'partner', simulator: ['--rate', '10'], environment: { A: '1', B: '2' } }

test.each([
  ['the same', {}, []],
  ['another order of variables', { environment: { B: '2', A: '1' } }, []],
  ['another credential', { credential: 'brand' }, ['the credential']],
  ['other options', { simulator: ['--rate', '11'] }, ['the options of the simulator']],
  ['one option less', { simulator: ['--rate'] }, ['the options of the simulator']],
  ['another value', { environment: { A: '1', B: '3' } }, ['B']],
  ['one more and one less', { environment: { A: '1', C: '3' } }, ['B', 'C']],
])('%s', (_, asked, names) => {
  expect(differences(SETTINGS, { ...SETTINGS, ...asked })).toEqual(names)
})
