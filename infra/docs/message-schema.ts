import { JOB_ID, ROW } from '../../functions/member/job-id.ts'
import { SERIAL_FORM } from '../../functions/member/wechatpay-serial.ts'
import { importRequestSchema } from './import-request-schema.ts'
import { type JsonSchema, patternOf } from './to-json-schema.ts'

const attribute = (description: string, value: JsonSchema): JsonSchema => ({
  type: 'object',
  description,
  properties: { DataType: { type: 'string', pattern: '^(String|Number)' }, StringValue: { type: 'string', ...value } },
  required: ['DataType', 'StringValue'],
})

/** One message as SendMessage, or an entry of SendMessageBatch, takes it. Other attributes are passed over. */
export function messageSchema() {
  return {
    type: 'object',
    description: 'One message of the import queue: one member.',
    properties: {
      MessageBody: {
        type: 'string',
        description: 'The import request as JSON, at most 256 KiB. Encrypt the personal fields before you send it.',
        contentMediaType: 'application/json',
        contentSchema: importRequestSchema(),
      },
      MessageGroupId: { type: 'string', description: 'The job: rows of several jobs then share the queue fairly.' },
      MessageAttributes: {
        type: 'object',
        properties: {
          job_id: attribute('The job that the row is of.', { pattern: patternOf(JOB_ID) }),
          row: attribute('The number of the row, from 1.', { pattern: patternOf(ROW) }),
          'Wechatpay-Serial': attribute('The personal fields are encrypted under the key of this serial.', {
            pattern: patternOf(SERIAL_FORM),
          }),
          settle: attribute('Only settle what an earlier sending left open; with any value.', {}),
        },
        dependentRequired: { job_id: ['row'], row: ['job_id'] },
      },
    },
    required: ['MessageBody'],
  }
}
