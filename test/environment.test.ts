import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConfigurationError, readEnvironment } from '../functions/environment.ts'

const NEEDED = { WECHATPAY_SECRET_ID: 'credential', STATE_TABLE_NAME: 'state' }

/** What is wrong with these variables beside the needed ones: the faults, or none. */
function faultsOf(variables: Record<string, string | undefined>): readonly string[] {
  try {
    readEnvironment({ ...NEEDED, ...variables })
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
}

test('what is left out has its default', () => {
  expect(readEnvironment(NEEDED)).toEqual({
    WECHATPAY_SECRET_ID: 'credential',
    WECHATPAY_BASE_URL: 'https://api.mch.weixin.qq.com',
    WECHATPAY_BACKUP_BASE_URL: 'https://api2.mch.weixin.qq.com',
    WECHATPAY_RATE_PER_SECOND: 5,
    WECHATPAY_TIMEOUT_MS: 10_000,
    STATE_TABLE_NAME: 'state',
  })
})

test('what is given is taken, and what is of others is passed over', () => {
  const variables = {
    WECHATPAY_SECRET_ID: 'arn:aws-cn:secretsmanager:cn-north-1:000000000000:secret:credential-a1b2c3',
    WECHATPAY_BASE_URL: 'http://127.0.0.1:8080',
    WECHATPAY_BACKUP_BASE_URL: 'none',
    WECHATPAY_RATE_PER_SECOND: '9.5',
    WECHATPAY_TIMEOUT_MS: '2000',
    WECHATPAY_SIGNING_KEY_ID: 'arn:aws-cn:kms:cn-north-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    WECHATPAY_DECRYPTION_KEY_ID: 'alias/wechatpay/decryption',
    STATE_TABLE_NAME: 'other',
    IMPORT_QUEUE_URL: 'https://sqs.cn-north-1.amazonaws.com.cn/000000000000/import',
    DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:9324/000000000000/dead',
  }
  expect(readEnvironment({ ...variables, AWS_REGION: 'cn-north-1', PATH: '/usr/bin' })).toEqual({
    ...variables,
    WECHATPAY_RATE_PER_SECOND: 9.5,
    WECHATPAY_TIMEOUT_MS: 2_000,
  })
})

describe('required', () => {
  test.each(['WECHATPAY_SECRET_ID', 'STATE_TABLE_NAME'])('%s', name => {
    expect(faultsOf({ [name]: undefined })).toEqual([`${name} is required`])
    expect(faultsOf({ [name]: '' })).toEqual([`${name} must not be empty`])
  })
})

describe('WECHATPAY_RATE_PER_SECOND', () => {
  test.each([
    ['0.1', 0.1],
    ['5', 5],
    ['10.0', 10],
    ['1000', 1_000],
  ])('%s is %d', (text, rate) => {
    expect(readEnvironment({ ...NEEDED, WECHATPAY_RATE_PER_SECOND: text }).WECHATPAY_RATE_PER_SECOND).toBe(rate)
  })

  test.each([
    ...['0', '0.0', '0.09', '1000.1', '-5', '+5', 'NaN', 'Infinity', '1e3', '1E-1', '0x5', '5/s', '5,5', '.5', '5.'],
    ...['', ' ', ' 5', '5 ', '5\n', '５', '9'.repeat(400)],
  ])('%j is refused', text => {
    expect(faultsOf({ WECHATPAY_RATE_PER_SECOND: text })).toEqual([
      'WECHATPAY_RATE_PER_SECOND must be a number from 0.1 to 1000',
    ])
  })
})

describe('WECHATPAY_TIMEOUT_MS', () => {
  test.each(['100', '15000'])('%s is taken', text => {
    expect(faultsOf({ WECHATPAY_TIMEOUT_MS: text })).toEqual([])
  })

  test.each(['99', '15001', '0', '-1', 'NaN', '10s', '1e4'])('%s is refused', text => {
    expect(faultsOf({ WECHATPAY_TIMEOUT_MS: text })).toEqual([
      'WECHATPAY_TIMEOUT_MS must be a number from 100 to 15000',
    ])
  })
})

describe('the KMS keys', () => {
  test.each([
    '1234abcd-12ab-34cd-56ef-1234567890ab',
    'mrk-1234abcd12ab34cd56ef1234567890ab',
    'arn:aws:kms:ap-southeast-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws-us-gov:kms:us-gov-west-1:000000000000:alias/wechatpay',
    'alias/wechatpay-signing',
  ])('%s is taken', name => {
    expect(faultsOf({ WECHATPAY_SIGNING_KEY_ID: name, WECHATPAY_DECRYPTION_KEY_ID: name })).toEqual([])
    expect(faultsOf({ WECHATPAY_SIGNING_KEY_ID: name })).toEqual([])
  })

  test.each([
    '',
    'none!',
    'alias/',
    'wechatpay/signing',
    'arn:aws:kms:eu-west-1:1:key/a',
    '-----BEGIN PRIVATE KEY-----',
  ])('%j is refused', name => {
    expect(faultsOf({ WECHATPAY_SIGNING_KEY_ID: name })).toEqual([
      'WECHATPAY_SIGNING_KEY_ID must be the ID, the ARN or an alias (alias/…) of a KMS key',
    ])
  })

  test('one that decrypts needs one that signs', () => {
    expect(faultsOf({ WECHATPAY_DECRYPTION_KEY_ID: 'alias/decryption' })).toEqual([
      'WECHATPAY_DECRYPTION_KEY_ID needs WECHATPAY_SIGNING_KEY_ID beside it',
    ])
  })
})

describe('the base URLs', () => {
  test.each([
    ['https://api.mch.weixin.qq.com', 'https://api.mch.weixin.qq.com'],
    ['https://api.mch.weixin.qq.com/', 'https://api.mch.weixin.qq.com'],
    ['HTTPS://API.example:8443', 'https://api.example:8443'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http://127.9.9.9', 'http://127.9.9.9'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['http://[0:0:0:0:0:0:0:1]:8080', 'http://[::1]:8080'],
    // Other spellings of 127.0.0.1.
    ['http://127.1:8080', 'http://127.0.0.1:8080'],
    ['http://2130706433', 'http://127.0.0.1'],
    ['http://0x7f000001', 'http://127.0.0.1'],
    ['https://api.mch.weixin.qq.com:443', 'https://api.mch.weixin.qq.com'],
    ['https://api.mch.weixin.qq.com/v3/..', 'https://api.mch.weixin.qq.com'],
    ['https://api.mch.weixin.qq.com/?#', 'https://api.mch.weixin.qq.com'],
  ])('%s is taken as %s', (text, origin) => {
    const read = readEnvironment({ ...NEEDED, WECHATPAY_BASE_URL: text, WECHATPAY_BACKUP_BASE_URL: text })
    expect(read).toMatchObject({ WECHATPAY_BASE_URL: origin, WECHATPAY_BACKUP_BASE_URL: origin })
  })

  test.each([
    'http://api.mch.weixin.qq.com',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'https://api.mch.weixin.qq.com/v3',
    'https://api.mch.weixin.qq.com/?a=b',
    'https://api.mch.weixin.qq.com/#a',
    'https://user:password@api.mch.weixin.qq.com',
    'https://user@api.mch.weixin.qq.com',
    // Where the host is another than it seems.
    'http://127.0.0.1@evil.example',
    'http://127.0.0.1:80@evil.example',
    'http://127.0.0.1.evil.example',
    'http://127.0.0.1\n.evil.example',
    'http://localhost%2eevil.example',
    'http://localhost.',
    'http://evil.example#127.0.0.1',
    'http://evil.example/127.0.0.1',
    'http://evil.example\\@127.0.0.1',
    'http://[::ffff:127.0.0.1]',
    'http://[::]',
    'http://[::2]',
    'http://128.0.0.1',
    'http://127.0.0.1:65536',
    'https://api.mch.weixin.qq.com@evil.example',
    'https://api.mch.weixin.qq.com\\@evil.example',
    'https://api.mch.weixin.qq.com/..;/v3',
    'https://api.mch.weixin.qq.com/%2e%2e/v3',
    'ftp://api.mch.weixin.qq.com',
    'file:///etc/passwd',
    'data:,x',
    'javascript:0',
    'blob:https://api.mch.weixin.qq.com/',
    'wss://127.0.0.1',
    'api.mch.weixin.qq.com',
    'https://',
    '',
  ])('%j is refused', text => {
    expect(faultsOf({ WECHATPAY_BASE_URL: text, WECHATPAY_BACKUP_BASE_URL: text })).toEqual([
      'WECHATPAY_BASE_URL must be an https URL without path (http only on loopback)',
      'WECHATPAY_BACKUP_BASE_URL must be an https URL without path (http only on loopback), or none',
    ])
  })

  test('only the backup may be none', () => {
    expect(faultsOf({ WECHATPAY_BACKUP_BASE_URL: 'none' })).toEqual([])
    expect(faultsOf({ WECHATPAY_BASE_URL: 'none' })).toHaveLength(1)
  })
})

describe('the queue URLs', () => {
  test.each([
    '',
    'import',
    'arn:aws:sqs:us-east-1:000000000000:import',
    'https://sqs.example',
    'https://sqs.example/',
    'https://[/import',
  ])('%j is refused', text => {
    expect(faultsOf({ IMPORT_QUEUE_URL: text, DEAD_LETTER_QUEUE_URL: text })).toEqual([
      'IMPORT_QUEUE_URL must be the URL of a queue',
      'DEAD_LETTER_QUEUE_URL must be the URL of a queue',
    ])
  })
})

describe('names that begin with WECHATPAY_', () => {
  test.each(['WECHATPAY_RATE', 'WECHATPAY_TIMEOUT', 'WECHATPAY_', 'WECHATPAY_rate_per_second', 'WECHATPAY_BASEURL'])(
    '%s is unknown, and refused',
    name => {
      expect(faultsOf({ [name]: '5' })).toEqual([`${name} is unknown: remove it or correct its name`])
    },
  )
})

test('every fault is told at once', () => {
  const variables = {
    WECHATPAY_TYPO: '1',
    WECHATPAY_RATE_PER_SECOND: 'fast',
    WECHATPAY_TIMEOUT_MS: '0',
    WECHATPAY_BASE_URL: 'nowhere',
    STATE_TABLE_NAME: undefined,
  }
  expect(faultsOf(variables).map(fault => fault.split(' ')[0])).toEqual([
    'WECHATPAY_TYPO',
    'WECHATPAY_BASE_URL',
    'WECHATPAY_RATE_PER_SECOND',
    'WECHATPAY_TIMEOUT_MS',
    'STATE_TABLE_NAME',
  ])
})

test('the message names variables and rules, and no value', () => {
  const names = fc.constantFrom(
    ...['WECHATPAY_SECRET', 'WECHATPAY_BASE_URL', 'WECHATPAY_BACKUP_BASE_URL', 'WECHATPAY_RATE_PER_SECOND'],
    ...['WECHATPAY_TIMEOUT_MS', 'IMPORT_QUEUE_URL', 'DEAD_LETTER_QUEUE_URL'],
  )
  fc.assert(
    fc.property(names, fc.string(), (name, value) => {
      const secret = `hunter2-${value}`
      expect(() => readEnvironment({ ...NEEDED, [name]: secret })).toThrow(
        expect.toSatisfy(error => error instanceof ConfigurationError && !error.message.includes('hunter2')),
      )
    }),
  )
})
