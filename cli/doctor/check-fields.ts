import { CREDENTIAL_FAULTS } from '../../functions/wechatpay/credential-faults.ts'
import { findFaultyFields } from '../../functions/wechatpay/secret-schema.ts'
import { type Finding, wrong } from './finding.ts'
import type { Fields } from './parse-secret.ts'

/** How each field is written (DESIGN section 7). */
const FORMS: Readonly<Record<string, string>> = {
  mchid: '6 to 32 digits, in quotes',
  brand_id: '1 to 32 letters and digits, in quotes',
  merchant_serial_no: '8 to 40 hexadecimal digits, without colons, spaces or 0x',
  merchant_private_key: 'the text of apiclient_key.pem',
  merchant_certificate: 'the text of apiclient_cert.pem',
  wechatpay_public_key_id: 'PUB_KEY_ID_ and the digits that the merchant platform shows',
  wechatpay_public_key: 'the text of pub_key.pem',
  wechatpay_certificates: 'a list of PEM texts',
  api_v3_key: '32 letters and digits',
  previous: 'an object with fields of the credential that is rotated out',
}

/** Every name that is unknown and every field without its form, by name and rule, never by value. */
export function checkFields(fields: Fields, name: string): Finding[] {
  return findFaultyFields(fields).map(fault => {
    const { code, field = '' } = fault
    const where = field === '' ? name : `${name}, ${field}`
    const form = FORMS[field.replace(/^previous\.|\.\d+$/g, '')]
    const { sentence, mend } = CREDENTIAL_FAULTS[fault.code]
    if (code === 'unknown_field')
      return wrong('field', where, sentence, `Remove it or correct its spelling. Known are ${KNOWN}.`)
    if (form === undefined) return wrong('field', where, sentence, mend)
    return wrong('field', where, sentence, `It must be ${form}.`)
  })
}

const KNOWN = Object.keys(FORMS).join(', ')
