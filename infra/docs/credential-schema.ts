import { SecretSchema } from '../../functions/wechatpay/secret-schema.ts'
import { describeSchema, type JsonSchema, patternOf } from './to-json-schema.ts'

/** The schema that reads a secret takes more, to tell which mistake was made (functions/wechatpay/credential-faults.ts). */
const FORMS = {
  merchant_serial_no: /^\s*[0-9A-F]{8,40}\s*$/i,
  wechatpay_public_key_id: /^\s*PUB_KEY_ID_[0-9A-Z]+\s*$/i,
}

const PUBLIC_KEY = ['wechatpay_public_key_id', 'wechatpay_public_key']
const NO_CERTIFICATES = { wechatpay_certificates: { maxItems: 0 } }

/** The secret as far as JSON Schema can tell: whether the keys are keys, and fit, `member-import doctor` finds out. */
export function credentialSchema() {
  const { properties = {}, ...secret } = withForms(describeSchema(SecretSchema))
  const { previous } = properties
  return {
    ...secret,
    description:
      'The value of the credential secret. Give mchid (service provider) or brand_id (brand), the key of the merchant or brand, and what WeChat Pay signs with: its public key, or platform certificates, or api_v3_key to fetch these. PEM texts may lack their armour or have \\n written out.',
    properties: { ...properties, ...(typeof previous === 'object' && { previous: withForms(previous) }) },
    oneOf: [{ required: ['mchid'] }, { required: ['brand_id'] }],
    anyOf: [
      { required: PUBLIC_KEY },
      { required: ['wechatpay_certificates'], properties: { wechatpay_certificates: { minItems: 1 } } },
      { required: ['api_v3_key'] },
    ],
    // A brand has the public key only.
    allOf: [
      {
        anyOf: [
          { required: ['mchid'] },
          { required: PUBLIC_KEY, properties: { ...NO_CERTIFICATES, previous: { properties: NO_CERTIFICATES } } },
        ],
      },
    ],
  }
}

function withForms({ properties = {}, ...schema }: JsonSchema) {
  const narrowed = Object.entries(FORMS).map(([name, form]) => [
    name,
    { ...Object(properties[name]), pattern: patternOf(form) },
  ])
  return {
    ...schema,
    properties: { ...properties, ...Object.fromEntries(narrowed) },
    dependentRequired: Object.fromEntries(PUBLIC_KEY.map(name => [name, PUBLIC_KEY.filter(other => other !== name)])),
  }
}
