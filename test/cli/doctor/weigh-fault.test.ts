import { describe, expect, test } from 'vitest'
import { weighFault } from '../../../cli/doctor/weigh-fault.ts'

const error = (code: string) => Object.assign(new Error('x'), { code })

describe('why nothing came back', () => {
  test.each<[string, Parameters<typeof weighFault>[1], string]>([
    ['no DNS', { sent: false, why: 'connection_lost', error: error('ENOTFOUND') }, 'Its name is unknown.'],
    ['a closed port', { sent: false, why: 'connection_lost', error: error('ECONNREFUSED') }, 'refuses the connection'],
    [
      'a firewall',
      { sent: false, why: 'timeout', error: error('UND_ERR_CONNECT_TIMEOUT') },
      'No connection came about',
    ],
    [
      'TLS that is inspected',
      { sent: false, why: 'connection_lost', error: error('SELF_SIGNED_CERT_IN_CHAIN') },
      'TLS certificate is not trusted (SELF_SIGNED_CERT_IN_CHAIN)',
    ],
    ['whatever else', { sent: false, why: 'connection_lost', error: error('EHOSTUNREACH') }, 'reached (EHOSTUNREACH).'],
    ['an unnamed error', { sent: false, why: 'connection_lost' }, 'It cannot be reached.'],
    ['no answer', { sent: true, why: 'timeout' }, 'did not answer within 10 s'],
    ['a broken connection', { sent: true, why: 'connection_lost' }, 'broke before an answer came'],
  ])('%s', (_, fault, says) => {
    expect(weighFault('host', fault, false)).toMatchObject({
      verdict: 'wrong',
      check: 'reach',
      where: 'host',
      says: expect.stringContaining(says),
      mend: expect.stringMatching(/\.$/),
    })
  })

  test('of the backup host it is a doubt', () => {
    expect(weighFault('host', { sent: true, why: 'timeout' }, true).verdict).toBe('doubtful')
  })
})
