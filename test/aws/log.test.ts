import { expect, test, vi } from 'vitest'
import { createLog } from '../../functions/aws/log.ts'
import { captureOutput } from './output.ts'

const CALL = { call: 'import', reply: 'card', ms: 270, waited_ms: 200 } as const

test('an event is one JSON line, with its facts and the invocation it is of', () => {
  const lines = captureOutput()
  const log = createLog('member-import-dev')
  log.begin('11111111-2222-3333-4444-555555555555')
  log.info('call', { job_id: 'spring', row: 17, ...CALL, request_id: 'R-1' })
  log.begin('66666666-7777-8888-9999-000000000000')
  log.warn('no_queue_to_settle')
  expect(lines).toMatchObject([
    {
      level: 'INFO',
      message: 'call',
      service: 'member-import-dev',
      function_request_id: '11111111-2222-3333-4444-555555555555',
      job_id: 'spring',
      row: 17,
      ...CALL,
      request_id: 'R-1',
    },
    { level: 'WARN', message: 'no_queue_to_settle', function_request_id: '66666666-7777-8888-9999-000000000000' },
  ])
  expect(lines[1]).not.toHaveProperty('job_id')
})

test('a fact that is not on the list is left out', () => {
  const lines = captureOutput()
  const facts = { ...CALL, openid: 'oZaunkoenig', user_card_code: '478515832665' }
  createLog('member-import-dev').info('call', facts)
  expect(lines[0]).toMatchObject(CALL)
  expect(JSON.stringify(lines)).not.toMatch(/oZaunkoenig|478515832665/)
})

test.each([
  [undefined, ['call', 'hiding_failed']],
  ['INFO', ['call', 'hiding_failed']],
  ['WARN', ['hiding_failed']],
  ['warn', ['hiding_failed']],
])('at level %s are written: %j, whatever level Lambda has set', (level, expected) => {
  vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', 'INFO')
  const lines = captureOutput()
  const log = createLog('member-import-dev', level)
  log.info('call', CALL)
  log.warn('hiding_failed', { error: 'Error' })
  expect(lines.map(({ message }) => message)).toEqual(expected)
  vi.unstubAllEnvs()
})
