/** The command `npm run dev`: the local stack stays up until Ctrl-C. */
import { once } from 'node:events'
import { startLocal } from './start-local.ts'

const { stack, simulator, close } = await startLocal({ stack: { onLog: line => console.error(line) } })
const member = {
  brand_id: '1004',
  card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
  openid: 'obLatjnx9gnqzS4myYGmLZ7LgLBA',
  user_card_code: '478515832665',
  phone_number: '13900000000',
  valid_date_information: { type: 'PERMANENT' },
  pickup_time: '2020-05-20T13:29:35+08:00',
}
console.log(`API                  ${stack.apiUrl}
Import queue         ${stack.queueUrl}
WeChat Pay simulator ${simulator.url}   (journal: ${simulator.url}/_simulator/journal)

Try:
curl -i ${stack.apiUrl}/user-cards/import-by-openid -H 'Content-Type: application/json' -d '${JSON.stringify(member)}'

Ctrl-C ends it. The functions log to stderr.`)
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
await close()
