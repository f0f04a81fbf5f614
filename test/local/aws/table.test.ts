import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CREDENTIALS, REGION } from '../../../infra/local/aws/names.ts'
import { startTable } from '../../../infra/local/aws/table.ts'
import { STATE_TABLE } from './generations.ts'

const { TableName } = STATE_TABLE
const key = (sk: string, pk = 'a') => ({ pk: { S: pk }, sk: { S: sk } })

let table: Awaited<ReturnType<typeof startTable>>
let client: DynamoDBClient

beforeAll(async () => {
  table = await startTable({})
  client = clientOf(table.url)
  await table.createTable(STATE_TABLE)
})

afterAll(async () => {
  client.destroy()
  await table.close()
})

const clientOf = (endpoint: string) => new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS })

const transact = (items: TransactWriteItem[], token?: string) =>
  client.send(new TransactWriteItemsCommand({ TransactItems: items, ...(token && { ClientRequestToken: token }) }))

const put = (sk: string, more = {}): TransactWriteItem => ({ Put: { TableName, Item: { ...key(sk), ...more } } })

const get = async (sk: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: key(sk), ConsistentRead: true }))).Item

const codes = (error: unknown) =>
  error instanceof TransactionCanceledException ? error.CancellationReasons?.map(({ Code }) => Code) : error

describe('the operations of dynalite', () => {
  test('pass through: a condition holds a write back', async () => {
    await client.send(new PutItemCommand({ TableName, Item: { ...key('plain'), n: { N: '1' } } }))
    const again = client.send(
      new PutItemCommand({ TableName, Item: key('plain'), ConditionExpression: 'attribute_not_exists(pk)' }),
    )
    await expect(again).rejects.toBeInstanceOf(ConditionalCheckFailedException)
    expect(await get('plain')).toEqual({ ...key('plain'), n: { N: '1' } })
  })

  test('an operation that is not there is refused by its name', async () => {
    const answer = await fetch(table.url, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'DynamoDB_20120810.../../index', 'Content-Type': 'application/x-amz-json-1.0' },
      body: '{}',
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' })
  })

  test('a body that is not JSON is refused', async () => {
    const answer = await fetch(table.url, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'DynamoDB_20120810.GetItem' },
      body: '{',
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ __type: 'SerializationException' })
  })
})

describe('TransactWriteItems', () => {
  test('puts, updates, deletes and checks in one go', async () => {
    await transact([put('old', { n: { N: '5' } }), put('gone'), put('checked', { state: { S: 'open' } })])
    await transact([
      put('new', { state: { S: 'x' } }),
      {
        Update: {
          TableName,
          Key: key('old'),
          UpdateExpression: 'ADD #n :one SET #s = if_not_exists(#s, :s)',
          ExpressionAttributeNames: { '#n': 'n', '#s': 'state' },
          ExpressionAttributeValues: { ':one': { N: '1' }, ':s': { S: 'first' } },
        },
      },
      { Delete: { TableName, Key: key('gone') } },
      {
        ConditionCheck: {
          TableName,
          Key: key('checked'),
          ConditionExpression: '#s = :s',
          ExpressionAttributeNames: { '#s': 'state' },
          ExpressionAttributeValues: { ':s': { S: 'open' } },
        },
      },
    ])
    expect(await get('new')).toEqual({ ...key('new'), state: { S: 'x' } })
    expect(await get('old')).toEqual({ ...key('old'), n: { N: '6' }, state: { S: 'first' } })
    expect(await get('gone')).toBeUndefined()
    expect(await get('checked')).toEqual({ ...key('checked'), state: { S: 'open' } })
  })

  test('one failed condition cancels all of it, and the reasons stand in the order of the actions', async () => {
    await transact([put('taken')])
    const conditional = { ...put('taken').Put, TableName, Item: key('taken') }
    const error = await transact([
      put('side'),
      { Put: { ...conditional, ConditionExpression: 'attribute_not_exists(pk)' } },
      { ConditionCheck: { TableName, Key: key('nobody'), ConditionExpression: 'attribute_exists(pk)' } },
    ]).catch(error => error)
    expect(codes(error)).toEqual(['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed'])
    expect(await get('side')).toBeUndefined()
  })

  test('an update that does not fit the item cancels all of it', async () => {
    await transact([put('text', { n: { S: 'not a number' } })])
    const error = await transact([
      put('side'),
      {
        Update: {
          TableName,
          Key: key('text'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
    ]).catch(error => error)
    expect(codes(error)).toEqual(['None', 'ValidationError'])
    expect(await get('side')).toBeUndefined()
  })

  test.each<[string, TransactWriteItem[]]>([
    ['the same item twice', [put('twice'), { Delete: { TableName, Key: key('twice') } }]],
    ['no action', []],
    ['101 actions', Array.from({ length: 101 }, (_, n) => put(`many${n}`))],
    ['two actions in one entry', [{ ...put('one'), Delete: { TableName, Key: key('two') } }]],
    ['an entry without action', [{}]],
    ['a check without condition', [{ ConditionCheck: { TableName, Key: key('one'), ConditionExpression: undefined } }]],
    ['a malformed expression', [{ Put: { TableName, Item: key('one'), ConditionExpression: 'pk ==' } }]],
    ['an item without its key', [{ Put: { TableName, Item: { pk: { S: 'a' } } } }]],
    ['a key of the wrong type', [{ Delete: { TableName, Key: { pk: { S: 'a' }, sk: { N: '1' } } } }]],
  ])('refuses %s', async (_, items) => {
    await expect(transact(items)).rejects.toMatchObject({ name: 'ValidationException' })
  })

  test('takes 100 actions', async () => {
    await transact(Array.from({ length: 100 }, (_, n) => ({ Put: { TableName, Item: key(`${n}`, 'hundred') } })))
    const found = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'hundred' } },
      }),
    )
    expect(found.Count).toBe(100)
  })

  test('names a table that is not there', async () => {
    const elsewhere = transact([{ Put: { TableName: 'elsewhere', Item: key('a') } }])
    await expect(elsewhere).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('a repeat with the same token changes nothing; other content under it is refused', async () => {
    const add = (n: string): TransactWriteItem => ({
      Update: {
        TableName,
        Key: key('counted'),
        UpdateExpression: 'ADD n :n',
        ExpressionAttributeValues: { ':n': { N: n } },
      },
    })
    await transact([add('1')], 'token-1')
    await transact([add('1')], 'token-1')
    expect((await get('counted'))?.n).toEqual({ N: '1' })
    await expect(transact([add('2')], 'token-1')).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    })
    await transact([add('1')], 'token-2')
    expect((await get('counted'))?.n).toEqual({ N: '2' })
  })

  test('single updates of its items cannot come between', async () => {
    const add = (sk: string, n: string) => ({
      TableName,
      Key: key(sk),
      UpdateExpression: 'ADD n :n',
      ExpressionAttributeValues: { ':n': { N: n } },
    })
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        n % 2 === 0
          ? client.send(new UpdateItemCommand(add('busy', '1')))
          : transact([{ Update: add('busy', '1') }, { Update: add(n % 4 === 1 ? 'aside' : 'zside', '1') }]),
      ),
    )
    expect((await get('busy'))?.n).toEqual({ N: '40' })
    expect((await get('aside'))?.n).toEqual({ N: '10' })
  })
})

test('a folder keeps the items', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'table-'))
  try {
    const first = await startTable({ folder })
    const firstClient = clientOf(first.url)
    await first.createTable(STATE_TABLE)
    await firstClient.send(new TransactWriteItemsCommand({ TransactItems: [put('kept')] }))
    firstClient.destroy()
    await first.close()

    const second = await startTable({ folder })
    await second.createTable(STATE_TABLE)
    const secondClient = clientOf(second.url)
    const { Item } = await secondClient.send(new GetItemCommand({ TableName, Key: key('kept') }))
    expect(Item).toEqual(key('kept'))
    await expect(startTable({ folder })).rejects.toThrow()
    secondClient.destroy()
    await second.close()
  } finally {
    await rm(folder, { recursive: true })
  }
})
