/** The command `npm start`: the whole path on this machine, from a member file to the accounting. */
import { createPublicKey } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { sendRows } from '../../cli/job/send-rows.ts'
import { formatTable } from '../../cli/output/format-table.ts'
import { readJobRows } from '../../functions/aws/job-rows.ts'
import { accountFor, findSurprises } from './account.ts'
import { followJob } from './follow-job.ts'
import { importAtCounter } from './import-at-counter.ts'
import { readExpected, readSample } from './sample.ts'
import { startLocal } from './start-local.ts'

const JOB = 'sample'
const EncryptionKey = v.object({ wechatpay_serial: v.string(), public_key: v.string() })

const { stack, simulator, dynamodb, sqs, close } = await startLocal()
try {
  console.log(`API                  ${stack.apiUrl}`)
  console.log(`WeChat Pay simulator ${simulator.url}`)
  console.log('Queue, table and secret run in this process; the two built functions in the runtime loop of AWS Lambda.')

  console.log('\n1. One member at the counter, by HTTP: POST /user-cards/import-by-openid\n')
  const answer = await importAtCounter(stack.apiUrl)
  console.log(`${answer.status} Import-Outcome: ${answer.headers.get('import-outcome')}`)
  console.log(JSON.stringify(await answer.json(), null, 2))

  const expected = await readExpected()
  console.log(
    `\n2. All members, by the queue: examples/members.csv, ${expected.size} rows, personal fields encrypted here\n`,
  )
  const key = v.parse(EncryptionKey, await (await fetch(`${stack.apiUrl}/encryption-key`)).json())
  const queue = { client: sqs, url: stack.queueUrl }
  const sealing = { serial: key.wechatpay_serial, key: createPublicKey(key.public_key) }
  const job = { id: JOB, key: async () => sealing }
  const sent = await sendRows(readSample(), job, queue, { taken: () => {}, sleep: async ms => void (await sleep(ms)) })
  await followJob(stack.apiUrl, JOB, sent)

  const rows = await Array.fromAsync(readJobRows({ client: dynamodb, name: stack.tableName }, JOB))
  const accounts = accountFor(rows, expected)
  console.log('\n3. The accounting\n')
  console.log(
    formatTable([
      ['state', 'code', 'count', 'row', 'reason'],
      ...accounts.map(({ state, code, rows: [first = 0, ...others], why }) => {
        return [state, code, others.length + 1, others.length > 0 ? '' : String(first), why]
      }),
      ['', '', rows.length, '', `of ${sent} sent`],
    ]),
  )
  const surprises = findSurprises(rows, expected)
  for (const surprise of surprises) console.error(surprise)
  if (surprises.length === 0) console.log('\nEvery row ended as examples/expected.csv says.')
  if (surprises.length > 0 || answer.status !== 200) process.exitCode = 1
} finally {
  await close()
}
