import { NAME_FORMS } from '../../functions/api/read-names.ts'
import { JOB_ID } from '../../functions/member/job-id.ts'
import { SERIAL_FORM } from '../../functions/member/wechatpay-serial.ts'
import { CARD, JOB } from './openapi-examples.ts'
import { patternOf } from './to-json-schema.ts'

const ofForm = (form: RegExp) => ({ type: 'string', pattern: patternOf(form) })

const inPath = (name: keyof typeof NAME_FORMS, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: ofForm(NAME_FORMS[name]),
  example: CARD[name],
})

const inQuery = (name: keyof typeof NAME_FORMS, required: boolean, description: string) => ({
  name,
  in: 'query',
  required,
  description,
  schema: ofForm(NAME_FORMS[name]),
  example: CARD[name],
})

export const PARAMETERS = {
  serial: {
    name: 'Wechatpay-Serial',
    in: 'header',
    description:
      'The personal fields are ciphertext already: the ID of the WeChat Pay public key that they are encrypted under, or the serial of a platform certificate.',
    schema: ofForm(SERIAL_FORM),
    example: 'PUB_KEY_ID_0112345678902024080500000000000001',
  },
  userCardCode: inPath('user_card_code', 'A code with / or ? cannot be asked for: API Gateway decodes the path.'),
  cardIdInPath: inPath('card_id', 'The card template.'),
  cardIdInQuery: inQuery('card_id', true, 'The card template.'),
  openid: inQuery('openid', true, 'The user.'),
  brandId: inQuery('brand_id', false, 'Required under a partner credential; a brand credential is its brand.'),
  jobId: {
    name: 'job_id',
    in: 'path',
    required: true,
    description: 'The name that the import command gave, or that stands in the message attribute job_id.',
    schema: ofForm(JOB_ID),
    example: JOB.job_id,
  },
}
