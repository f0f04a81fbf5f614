import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diagnoseFiles } from '../../../cli/doctor/diagnose-files.ts'
import { readInput } from '../../../cli/doctor/read-input.ts'
import { keyPartsOf } from '../../e2e/find-leaks.ts'
import { runs } from '../../fuzz-runs.ts'
import { mangled, mutated } from '../../mutations.ts'
import { MERCHANT_PEM, NOW, partnerSecret, vectorFile } from '../../wechatpay/fixtures.ts'

const certificate = vectorFile('java_merchant_certificate.pem')
const secret: Record<string, unknown> = JSON.parse(
  partnerSecret({
    api_v3_key: 'Kanarienvogel-im-Kellergewoelbe!',
    merchant_certificate: certificate,
    previous: { merchant_private_key: MERCHANT_PEM },
  }),
)
const parts = keyPartsOf(JSON.stringify(secret))

const files = fc.array(
  fc.oneof(
    mutated(secret).map(value => Buffer.from(JSON.stringify(value) ?? '')),
    mangled(JSON.stringify(secret)).map(text => Buffer.from(text)),
    mangled(MERCHANT_PEM).map(text => Buffer.from(text)),
    mangled(certificate).map(text => Buffer.from(text, 'utf16le')),
    fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from([0x30, 0x82, ...bytes])),
  ),
  { minLength: 1, maxLength: 2 },
)

test('whatever files the doctor is given, it has something to say of each, and quotes none', () => {
  fc.assert(
    fc.property(files, given => {
      const findings = diagnoseFiles(
        given.map((bytes, index) => readInput(`file-${index}`, bytes)),
        NOW,
      )
      expect(findings).not.toEqual([])
      const said = JSON.stringify(findings)
      expect(parts.filter(part => said.includes(part.slice(0, 16)))).toEqual([])
    }),
    { numRuns: runs(100) },
  )
})
