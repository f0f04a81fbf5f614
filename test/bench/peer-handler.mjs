/**
 * The same job as a good engineer writes it with wechatpay-axios-plugin and the same AWS clients: the secret read while the
 * function starts, keys made once, one call a member, its end kept in the table. It is measured, not deployed.
 */
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

// Its index assigns to a getter, which a bundle of ES modules, being strict, refuses.
const Wechatpay = require('wechatpay-axios-plugin/lib/wechatpay.js')
const Rsa = require('wechatpay-axios-plugin/lib/rsa.js')

const secrets = new SecretsManagerClient({})
const table = new DynamoDBClient({})
const queues = new SQSClient({ useQueueUrlAsEndpoint: false })

const ready = secrets.send(new GetSecretValueCommand({ SecretId: process.env.WECHATPAY_SECRET_ID })).then(answer => {
  const secret = JSON.parse(answer.SecretString)
  const id = secret.wechatpay_public_key_id
  const key = Rsa.from(secret.wechatpay_public_key, Rsa.KEY_TYPE_PUBLIC)
  const privateKey = Rsa.from(secret.merchant_private_key, Rsa.KEY_TYPE_PRIVATE)
  const wechatpay = new Wechatpay({
    baseURL: process.env.WECHATPAY_BASE_URL,
    mchid: secret.mchid,
    serial: secret.merchant_serial_no,
    privateKey,
    certs: { [id]: key },
  })
  return { wechatpay, key, id, privateKey }
})
ready.catch(() => {})

async function importMember(request) {
  const { wechatpay, key, id, privateKey } = await ready
  const fields = request.user_information?.common_field_list ?? []
  const sealed = {
    ...request,
    phone_number: Rsa.encrypt(request.phone_number, key),
    user_information: { common_field_list: fields.map(field => ({ ...field, value: Rsa.encrypt(field.value, key) })) },
  }
  const call = wechatpay.chain('v3/brand/partner/card-member/user-cards/import-by-openid')
  const { data } = await call.post(sealed, { headers: { 'Wechatpay-Serial': id } })
  const Item = { pk: { S: `PEER#${request.openid}` }, sk: { S: 'PEER' }, state: { S: 'imported' } }
  await table.send(new PutItemCommand({ TableName: process.env.STATE_TABLE_NAME, Item }))
  return { ...data, phone_number: Rsa.decrypt(data.phone_number, privateKey) }
}

async function giveUp(record) {
  await queues.send(new SendMessageCommand({ QueueUrl: process.env.DEAD_LETTER_QUEUE_URL, MessageBody: record.body }))
}

export const handler = async event => {
  if (!event.Records) return { statusCode: 200, body: JSON.stringify(await importMember(JSON.parse(event.body))) }
  for (const record of event.Records) await importMember(JSON.parse(record.body)).catch(() => giveUp(record))
  return { batchItemFailures: [] }
}
