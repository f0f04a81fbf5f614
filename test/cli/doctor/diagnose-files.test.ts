import { describe, expect, test } from 'vitest'
import { diagnoseFiles } from '../../../cli/doctor/diagnose-files.ts'
import type { Finding } from '../../../cli/doctor/finding.ts'
import { loadCredential } from '../../../functions/wechatpay/load-credential.ts'
import { API_V3_KEY } from '../../wechatpay/certificates.ts'
import { NOW } from '../../wechatpay/fixtures.ts'
import {
  BRAND,
  CERTIFICATES,
  certificateOf,
  DAYS,
  expectNothingSecret,
  KEY_ID,
  MERCHANT_SERIAL,
  merchantKey,
  OTHER_SERIAL,
  otherKey,
  PEMS,
  PLATFORM_SERIAL,
  platformOf,
  secretOf,
  wechatpayKey,
} from './credentials.ts'

type Told = [verdict: Finding['verdict'], where: string, says: string, mend?: string]

function diagnose(files: Record<string, string>): Finding[] {
  const inputs = Object.entries(files).map(([name, text]) => ({ name, text, notes: [] }))
  const findings = diagnoseFiles(inputs, NOW)
  expectNothingSecret(JSON.stringify(findings))
  return findings
}

/** Everything but what is well, which must be exactly this. */
function expectFaults(findings: readonly Finding[], told: readonly Told[]): void {
  const faults = findings.filter(({ verdict }) => verdict !== 'ok')
  expect(faults.map(({ verdict, where }) => [verdict, where])).toEqual(told.map(([verdict, where]) => [verdict, where]))
  for (const [index, [, , says, mend = '']] of told.entries()) {
    expect(faults[index]?.says).toContain(says)
    expect(faults[index]?.mend).toContain(mend)
  }
}

const at = (field: string) => `c.json, ${field}`

describe('a sound secret has no fault, and each of its checks is named', () => {
  test.each<[string, Record<string, unknown>]>([
    ['partner', {}],
    ['brand', { ...BRAND, merchant_certificate: undefined }],
    ['with platform certificates', CERTIFICATES],
    ['with an APIv3 key alone', { ...CERTIFICATES, wechatpay_certificates: undefined, api_v3_key: API_V3_KEY }],
    ['with a previous one', { previous: { merchant_serial_no: OTHER_SERIAL, merchant_private_key: PEMS.otherKey } }],
  ])('%s', (_, changes) => {
    const findings = diagnose({ 'c.json': secretOf(changes) })
    expectFaults(findings, [])
    expect(findings.at(-1)).toMatchObject({ check: 'secret', says: 'The functions take this secret.' })
  })

  test('all checks', () => {
    const findings = diagnose({ 'c.json': secretOf() })
    expect(new Set(findings.map(({ check }) => check))).toEqual(
      new Set(['kind', 'wechatpay_key', 'serial', 'fit', 'dates', 'secret']),
    )
  })
})

/** Every fault with its mend; where the loader takes the secret all the same it says so in `loads`. */
const FAULTS: [string, string, readonly Told[]][] = [
  ['no JSON', '{"mchid": "1"', [['wrong', 'c.json', 'not JSON', 'double quotes']]],
  ['a list', '[]', [['wrong', 'c.json', 'not an object', 'names and texts']]],
  [
    'line breaks in a text',
    secretOf().replaceAll('\\n', '\n'),
    [['wrong', 'c.json', 'It goes wrong in line 1, column', 'join the lines of a PEM with \\n']],
  ],
  [
    'faulty fields, all at once',
    secretOf({ mchid: 'x y', api_v3_key: 'short', surplus: 1, mch_id: '1', previous: { other: 1 } }),
    [
      ['wrong', at('surplus'), 'This name is unknown.', 'correct its spelling. Known are mchid,'],
      ['wrong', at('mch_id'), 'This name is unknown.'],
      ['wrong', at('previous.other'), 'This name is unknown.'],
      ['wrong', at('mchid'), 'does not have the form', '6 to 32 digits'],
      ['wrong', at('api_v3_key'), 'does not have the form', '32 letters and digits'],
      ['doubtful', at('mchid'), "another merchant's than mchid"],
    ],
  ],
  ['a key for a name', secretOf({ [API_V3_KEY]: '' }), [['wrong', 'c.json', 'This name is unknown.']]],
  ['two identities', secretOf({ brand_id: '1004' }), [['wrong', 'c.json', 'both mchid and brand_id', 'exactly one']]],
  ['no identity', secretOf({ mchid: undefined }), [['wrong', 'c.json', 'neither mchid nor brand_id', 'exactly one']]],
  [
    "another merchant's certificate, by its subject",
    secretOf({ mchid: '1900000009' }),
    [['doubtful', at('mchid'), "another merchant's than mchid"]],
  ],
  ['no serial', secretOf({ merchant_serial_no: undefined }), [['wrong', at('merchant_serial_no'), 'is missing']]],
  [
    'a serial with colons',
    secretOf({ merchant_serial_no: '5F:1C:72:E2:A8:93' }),
    [['wrong', at('merchant_serial_no'), 'form', 'hexadecimal digits, without colons']],
  ],
  [
    'a serial in decimal',
    secretOf({ merchant_serial_no: String(BigInt(`0x${MERCHANT_SERIAL}`)) }),
    [['wrong', at('merchant_serial_no'), 'written in decimal', `Write ${MERCHANT_SERIAL}`]],
  ],
  [
    'a serial of another certificate',
    secretOf({ merchant_serial_no: OTHER_SERIAL }),
    [['wrong', at('merchant_serial_no'), 'not the serial of c.json, merchant_certificate', `Write ${MERCHANT_SERIAL}`]],
  ],
  [
    'the key ID for a serial',
    secretOf({ merchant_serial_no: KEY_ID }),
    [['wrong', at('merchant_serial_no'), "ID of WeChat Pay's public key", 'openssl x509 -noout -serial']],
  ],
  [
    "the platform certificate's serial for the merchant's",
    secretOf({ ...CERTIFICATES, merchant_serial_no: PLATFORM_SERIAL }),
    [['wrong', at('merchant_serial_no'), 'serial of a platform certificate', `Write ${MERCHANT_SERIAL}`]],
  ],
  [
    "the serial for WeChat Pay's key ID",
    secretOf({ wechatpay_public_key_id: MERCHANT_SERIAL }),
    [['wrong', at('wechatpay_public_key_id'), 'serial of a certificate', 'Copy it from the merchant platform']],
  ],
  [
    'a certificate of another key',
    secretOf({ merchant_certificate: certificateOf(otherKey, MERCHANT_SERIAL) }),
    [['wrong', at('merchant_certificate'), 'does not belong to the key c.json, merchant_private_key', 'one download']],
  ],
  [
    "the merchant's public key for WeChat Pay's",
    secretOf({ wechatpay_public_key: PEMS.merchantPublic }),
    [['wrong', at('wechatpay_public_key'), "the merchant's own", 'pub_key.pem']],
  ],
  [
    "the merchant's certificate for WeChat Pay's",
    secretOf({ ...CERTIFICATES, wechatpay_certificates: [PEMS.merchantCertificate] }),
    [
      ['wrong', at('wechatpay_certificates.0'), "the merchant's own", 'pub_key.pem'],
      ['doubtful', at('wechatpay_certificates.0'), "a merchant's certificate, not WeChat Pay's"],
    ],
  ],
  [
    "no key of WeChat Pay's",
    secretOf({ ...CERTIFICATES, wechatpay_certificates: undefined }),
    [['wrong', 'c.json', 'No key', 'Add']],
  ],
  [
    'a public key without its ID',
    secretOf({ wechatpay_public_key_id: undefined }),
    [['wrong', at('wechatpay_public_key_id'), 'is missing', 'go together']],
  ],
  [
    'a brand with certificates only',
    secretOf({ ...BRAND, ...CERTIFICATES }),
    [['wrong', at('wechatpay_certificates'), 'A brand has no platform certificates', 'wechatpay_public_key']],
  ],
  [
    'a brand with an APIv3 key alone',
    secretOf({ ...BRAND, ...CERTIFICATES, wechatpay_certificates: undefined, api_v3_key: API_V3_KEY }),
    [['wrong', 'c.json', 'No key of WeChat Pay is given', 'Add wechatpay_public_key_id and']],
  ],
  [
    'an expired merchant certificate',
    secretOf({ merchant_certificate: certificateOf(merchantKey, MERCHANT_SERIAL, { validTo: DAYS(-1) }) }),
    [['wrong', at('merchant_certificate'), 'expired on 2024-08-04', 'Apply for a new one']],
  ],
  [
    'platform certificates that all expired',
    secretOf({ ...CERTIFICATES, wechatpay_certificates: [platformOf(wechatpayKey, { validTo: DAYS(-1) })] }),
    [['wrong', at('wechatpay_certificates.0'), 'expired']],
  ],
  [
    'an expired platform certificate beside a valid one',
    secretOf({
      ...CERTIFICATES,
      wechatpay_certificates: [PEMS.platformCertificate, platformOf(wechatpayKey, { validTo: DAYS(-1) })],
    }),
    [['doubtful', at('wechatpay_certificates.1'), 'expired', 'Remove it.']],
  ],
  [
    'no private key',
    secretOf({ merchant_private_key: undefined }),
    [['doubtful', 'c.json', 'no private key', 'WECHATPAY_SIGNING_KEY_ID']],
  ],
  ['an empty previous', secretOf({ previous: {} }), [['doubtful', at('previous'), 'holds nothing', 'Remove it']]],
  [
    'a previous key without its ID',
    secretOf({ previous: { wechatpay_public_key: PEMS.otherPublic } }),
    [['wrong', at('previous.wechatpay_public_key_id'), 'is missing', 'go together']],
  ],
  [
    'a previous serial without its key',
    secretOf({ previous: { merchant_serial_no: OTHER_SERIAL } }),
    [['doubtful', at('previous.merchant_private_key'), 'is missing', 'KMS']],
  ],
  [
    'the current keys as previous',
    secretOf({ previous: { merchant_private_key: PEMS.merchantKey, merchant_serial_no: MERCHANT_SERIAL } }),
    [['doubtful', at('previous.merchant_private_key'), 'the key in use', 'rotated out']],
  ],
  [
    'a previous certificate of another key, and of another serial',
    secretOf({
      previous: {
        merchant_private_key: PEMS.otherKey,
        merchant_serial_no: OTHER_SERIAL,
        merchant_certificate: PEMS.merchantCertificate,
      },
    }),
    [
      ['wrong', at('previous.merchant_serial_no'), 'not the serial of'],
      [
        'wrong',
        at('previous.merchant_certificate'),
        'does not belong to the key c.json, previous.merchant_private_key',
      ],
    ],
  ],
  [
    'a brand with previous certificates',
    secretOf({
      ...BRAND,
      merchant_certificate: undefined,
      previous: { wechatpay_certificates: [platformOf(wechatpayKey)] },
    }),
    [['wrong', at('previous.wechatpay_certificates'), 'A brand has no platform certificates', 'Remove them']],
  ],
  [
    'a damaged key',
    secretOf({ merchant_private_key: PEMS.merchantKey.replaceAll('\n', '\\n') }),
    [['doubtful', at('merchant_private_key'), 'written out as \\n', 'It is read all the same']],
  ],
  [
    'an unreadable key beside other faults',
    secretOf({ merchant_private_key: PEMS.merchantKey.slice(0, 700), mchid: 'x' }),
    [
      ['wrong', at('mchid'), 'form'],
      ['wrong', at('merchant_private_key'), 'A part of the text is missing.', 'from BEGIN to END'],
      ['doubtful', at('mchid'), "another merchant's"],
    ],
  ],
]

describe('every fault is told with field and mend', () => {
  test.each(FAULTS)('%s', (_, text, told) => {
    expectFaults(diagnose({ 'c.json': text }), told)
  })

  test('and nothing passes that the functions refuse', () => {
    for (const [what, text] of FAULTS) {
      const bad = diagnose({ 'c.json': text }).some(({ verdict }) => verdict === 'wrong')
      const refused = refuses(text)
      if (refused && what !== 'no private key') expect(bad, what).toBe(true)
    }
  })
})

function refuses(text: string): boolean {
  try {
    loadCredential(text, 'v1', { now: NOW })
    return false
  } catch {
    return true
  }
}

describe('files are compared with each other', () => {
  const KEY = { 'apiclient_key.pem': PEMS.merchantKey }
  test.each<[string, Record<string, string>, readonly Told[]]>([
    [
      'one download',
      { ...KEY, 'apiclient_cert.pem': PEMS.merchantCertificate, 'pub_key.pem': PEMS.wechatpayPublic },
      [],
    ],
    [
      'key and certificate of two',
      { ...KEY, 'apiclient_cert.pem': PEMS.otherCertificate },
      [['wrong', 'apiclient_cert.pem', 'does not belong to the key apiclient_key.pem']],
    ],
    [
      "the merchant's own public key",
      { 'apiclient_cert.pem': PEMS.merchantCertificate, 'pub_key.pem': PEMS.merchantPublic },
      [['wrong', 'pub_key.pem', 'it belongs to apiclient_cert.pem']],
    ],
    [
      'a certificate beside a secret without one',
      {
        'c.json': secretOf({ merchant_certificate: undefined, merchant_serial_no: OTHER_SERIAL }),
        'a.pem': PEMS.merchantCertificate,
      },
      [['wrong', at('merchant_serial_no'), 'not the serial of a.pem', MERCHANT_SERIAL]],
    ],
    [
      'another key than that of the secret',
      { 'c.json': secretOf(), 'new.pem': PEMS.otherKey },
      [['doubtful', 'new.pem', 'another key than c.json, merchant_private_key']],
    ],
    ['the same key as that of the secret', { 'c.json': secretOf(), ...KEY }, []],
  ])('%s', (_, files, told) => {
    expectFaults(diagnose(files), told)
  })
})
