import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect, onTestFinished, test } from 'vitest'
import { buildLeaky, type Plant } from './build-leaky.ts'
import { leaksIn } from './find-leaks.ts'
import { allEnded, control, depth, postMember, queueJob, until } from './harness.ts'
import { faultyMember, PERSONAL, tellingMember } from './telling-member.ts'
import { watchSinks } from './watch-sinks.ts'

/** One leak for each kind of sink, and for each kind of thing that leaks: what the search must then find. */
const PLANTS: readonly (Plant & { found: string })[] = [
  {
    found: `log: ${PERSONAL.phone}`,
    file: 'import/work-message.ts',
    instead: ['const result = await', 'console.info({ phone: attempt.request.phone_number })\nconst result = await'],
  },
  {
    found: 'log: a key',
    file: 'wechatpay/load-credential.ts',
    instead: ['const secret = readSecret(text)', 'const secret = readSecret(text)\nconsole.log(text)'],
  },
  {
    found: 'log: a signature',
    file: 'wechatpay/sign-request.ts',
    instead: ['  return {\n    Accept:', '  console.log(signature)\n  return {\n    Accept:'],
  },
  {
    found: `metric: ${PERSONAL.name}`,
    file: 'import/end-row.ts',
    instead: ["code: ending.code ?? 'none' }", 'code: attempt.request.user_information.common_field_list[0].value }'],
  },
  {
    found: `error: ${PERSONAL.email}`,
    file: 'api/post-import.ts',
    instead: [
      'return refuse(faults)',
      'return refuse([{ ...faults[0], detail: body.value.user_information.common_field_list[4].value }])',
    ],
  },
  {
    found: `item: ${PERSONAL.birthday}`,
    file: 'import/end-row.ts',
    instead: [
      'attempts: memory.sendings,',
      'attempts: memory.sendings, detail: attempt.request.user_information.common_field_list[2].value,',
    ],
  },
  {
    found: `message: ${PERSONAL.address}`,
    file: 'api/post-import.ts',
    instead: ['settleLater(sealed.request,', 'settleLater(request,'],
  },
  {
    found: `dead letter: ${PERSONAL.city}`,
    file: 'aws/queue.ts',
    instead: ['MessageBody: body, ', `MessageBody: body + encodeURIComponent('${PERSONAL.city}'), `],
  },
]

test('a leak planted in each kind of sink is found, and nothing where none is', async () => {
  const leaky = await buildLeaky(PLANTS)
  const { local, hear, drain, canaries, close } = await watchSinks(leaky.root)
  onTestFinished(async () => {
    await close()
    await leaky.remove()
  })
  await queueJob(local, 'leaky', [tellingMember('a')])
  await allEnded(local, 'leaky', 1)
  await hear(await postMember(local, faultyMember()))
  await control(local, 'POST', 'faults', { fault: 'late_work;3000', count: 1, openid: '-late-', call: 'import' })
  await hear(await postMember(local, tellingMember('late')))
  const half = { job_id: { DataType: 'String', StringValue: 'half' } }
  const { queueUrl: QueueUrl, deadLetterQueueUrl } = local.stack
  await local.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}', MessageAttributes: half }))
  // That one, and what was handed over in plain form under a serial.
  await until(async () => ((await depth(local, deadLetterQueueUrl)) === 2 ? true : undefined))

  const leaks = leaksIn(await drain(), canaries())
  for (const { found } of PLANTS) expect(leaks).toContain(found)
  const exactly = leaks.filter(leak => /^(metric|item|error):/.test(leak))
  expect(exactly).toEqual(PLANTS.map(({ found }) => found).filter(found => /^(metric|item|error):/.test(found)))
})
