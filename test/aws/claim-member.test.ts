import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createClaims } from '../../functions/aws/claim-member.ts'
import { createSituations } from '../../functions/aws/look-at-member.ts'
import { memberItem } from '../../functions/aws/state-table.ts'
import { type Memory, NOTHING_REMEMBERED } from '../../functions/member/memory.ts'
import type { Claim, Claims } from '../../functions/ports.ts'
import { conflictOnce, loseAnswers, readItem, type State, startState } from './state.ts'

const NOW = 1_722_850_421_123
const clock = { now: () => NOW, sleep: async () => {} }

let state: State
let claims: Claims
let member = ''
let members = 0

beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())
beforeEach(() => {
  members += 1
  member = `claimed-${members}`
  claims = createClaims(state.open('secret'), clock)
})

const claimOf = (owner: string, phase: Claim['phase'] = 'sending'): Claim => ({
  owner,
  at: NOW,
  until: NOW + 20_000,
  phase,
})
const record = async () => (await createSituations(state.open('secret')).look(member, [])).record
const item = () => readItem(state.open('secret'), memberItem(member))

describe('a claim', () => {
  test('is taken on a member that nobody knows yet', async () => {
    expect(await claims.claim(member, 0, claimOf('a'), NOTHING_REMEMBERED)).toBe(true)
    expect(await record()).toEqual({ revision: 1, memory: NOTHING_REMEMBERED, claim: claimOf('a') })
  })

  test('is had by exactly one of many owners that saw the same revision', async () => {
    for (const revision of [0, 1]) {
      const owners = Array.from({ length: 8 }, (_, nth) => `owner-${revision}-${nth}`)
      const got = await Promise.all(
        owners.map(owner => claims.claim(member, revision, claimOf(owner), NOTHING_REMEMBERED)),
      )
      expect(got.filter(Boolean)).toHaveLength(1)
      expect((await record())?.claim?.owner).toBe(owners[got.indexOf(true)])
    }
  })

  test('is not had on a revision that has passed, nor on one that never was', async () => {
    await claims.claim(member, 0, claimOf('a'), NOTHING_REMEMBERED)
    await claims.claim(member, 1, claimOf('a'), NOTHING_REMEMBERED)
    expect(await claims.claim(member, 0, claimOf('b'), NOTHING_REMEMBERED)).toBe(false)
    expect(await claims.claim(member, 1, claimOf('b'), NOTHING_REMEMBERED)).toBe(false)
    expect(await claims.claim(member, 7, claimOf('b'), NOTHING_REMEMBERED)).toBe(false)
    expect(await claims.claim(`${member}-absent`, 3, claimOf('b'), NOTHING_REMEMBERED)).toBe(false)
    expect((await record())?.claim?.owner).toBe('a')
  })

  test('is renewed by its owner, from sending to asking, with what was learnt', async () => {
    const memory: Memory = { owed: 'unknown', unclear: true, firstSentAt: NOW, sentAt: NOW, sendings: 1, fruitless: 0 }
    await claims.claim(member, 0, claimOf('a'), NOTHING_REMEMBERED)
    expect(await claims.claim(member, 1, claimOf('a', 'asking'), memory)).toBe(true)
    expect(await record()).toEqual({ revision: 2, memory, claim: claimOf('a', 'asking') })
  })

  test.each([0, 1])(
    'holds on revision %d although the first answer was lost and the write was sent twice',
    async revision => {
      if (revision === 1) await claims.claim(member, 0, claimOf('before'), NOTHING_REMEMBERED)
      const table = state.open('secret')
      let lost = 0
      loseAnswers(table.client, (_command, nth) => {
        lost += nth === 1 ? 1 : 0
        return nth === 1
      })
      expect(await createClaims(table, clock).claim(member, revision, claimOf('a'), NOTHING_REMEMBERED)).toBe(true)
      expect(lost).toBe(1)
      expect((await record())?.revision).toBe(revision + 1)
    },
  )

  test('is tried up to five times', async () => {
    const table = state.open('secret')
    expect(await table.client.config.maxAttempts()).toBe(5)
  })

  test('is not had while a transaction is at work on the member', async () => {
    const table = state.open('secret')
    conflictOnce(table.client, 'UpdateItemCommand')
    const meeting = createClaims(table, clock)
    expect(await meeting.claim(member, 0, claimOf('a'), NOTHING_REMEMBERED)).toBe(false)
    expect(await meeting.claim(member, 0, claimOf('a'), NOTHING_REMEMBERED)).toBe(true)
  })

  test('keeps the member from being forgotten', async () => {
    await claims.claim(member, 0, claimOf('a'), NOTHING_REMEMBERED)
    await claims.release(member, 'a', NOTHING_REMEMBERED)
    expect((await item())?.expires_at).toBeDefined()
    await claims.claim(member, 2, claimOf('b'), NOTHING_REMEMBERED)
    expect((await item())?.expires_at).toBeUndefined()
  })
})

describe('a release', () => {
  test('keeps what is owed and has the member forgotten 30 days later', async () => {
    const memory: Memory = { owed: 'accepted', unclear: true, sendings: 1, fruitless: 2 }
    await claims.claim(member, 0, claimOf('a'), NOTHING_REMEMBERED)
    await claims.release(member, 'a', memory)
    expect(await record()).toEqual({ revision: 2, memory })
    expect((await item())?.expires_at?.N).toBe(String(Math.floor(NOW / 1_000) + 2_592_000))
  })

  test('of a claim that another has by now changes nothing', async () => {
    await claims.claim(member, 0, claimOf('a'), NOTHING_REMEMBERED)
    await claims.claim(member, 1, claimOf('b'), NOTHING_REMEMBERED)
    await claims.release(member, 'a', { ...NOTHING_REMEMBERED, sendings: 9 })
    expect(await record()).toEqual({ revision: 2, memory: NOTHING_REMEMBERED, claim: claimOf('b') })
  })

  test('of a member that is at rest, or unknown, makes no record', async () => {
    await claims.release(member, 'a', NOTHING_REMEMBERED)
    expect(await record()).toBeUndefined()
  })
})

test('a record that cannot be read is an error, not a member of whom nothing is remembered', async () => {
  const { client, name } = state.open('secret')
  for (const [memory, phase] of [
    ['{"unclear":true}', 'sending'],
    [JSON.stringify(NOTHING_REMEMBERED), 'dreaming'],
    ['not JSON', 'sending'],
  ]) {
    await client.send(
      new UpdateItemCommand({
        TableName: name,
        Key: memberItem(member),
        UpdateExpression:
          'SET memory = :memory, claim_owner = :owner, claimed_at = :at, claimed_until = :at, phase = :phase',
        ExpressionAttributeValues: {
          ':memory': { S: memory ?? '' },
          ':owner': { S: 'a' },
          ':at': { N: '1' },
          ':phase': { S: phase ?? '' },
        },
      }),
    )
    await expect(record()).rejects.toThrow()
  }
})
