import { expect, test } from 'vitest'
import { member, postMember } from './harness.ts'
import { startLocal } from './start-local.ts'

test('at level WARN what goes well is not logged, and is measured all the same', async () => {
  const logs: string[] = []
  const environment = { POWERTOOLS_LOG_LEVEL: 'WARN', AWS_LAMBDA_LOG_LEVEL: 'INFO' }
  const local = await startLocal({ stack: { environment, onLog: line => logs.push(line) } })
  try {
    expect((await postMember(local, member(1))).status).toBe(200)
    expect(logs.filter(line => line.includes('"CallTime"'))).toHaveLength(1)
    expect(logs.filter(line => line.includes('"level":"INFO"'))).toEqual([])
  } finally {
    await local.close()
  }
})
