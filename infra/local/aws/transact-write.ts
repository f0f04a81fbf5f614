import { createHash } from 'node:crypto'
import type { ItemDb, Store } from 'dynalite/db/index.js'
import * as v from 'valibot'
import { ServiceError } from './json-service.ts'
import { invalid, prepare, stage } from './transact-action.ts'

const NAMESPACE = 'com.amazonaws.dynamodb.v20120810#'

/** Where tokens stand in the store: no table can be called so. */
const TOKENS = '~tokens'
const TOKEN_LIFE_MS = 600_000

const Input = v.object({
  ClientRequestToken: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(36))),
  TransactItems: v.pipe(v.array(v.record(v.string(), v.unknown())), v.minLength(1), v.maxLength(100)),
})

const Token = v.object({ hash: v.string(), at: v.number() })

/**
 * DynamoDB's TransactWriteItems on dynalite's store: all actions are tried against the items as they are, and what they
 * write goes down as one batch of the store, which a killed process leaves whole or absent. The token of the request
 * goes with it, so that a repeat within ten minutes (`now`: ms since 1970) changes nothing, also after a restart.
 * Transactions that meet wait for each other; on AWS one of them is cancelled with TransactionConflict.
 */
export async function transactWriteItems(store: Store, input: unknown, now: number): Promise<Record<string, never>> {
  const parsed = v.safeParse(Input, input)
  if (!parsed.success) throw invalid(parsed.issues[0].message)
  const { ClientRequestToken: token, TransactItems: items } = parsed.output
  const hash = createHash('sha256').update(JSON.stringify(items)).digest('base64')
  const actions = await Promise.all(items.map(item => prepare(store, item)))
  const tokens = store.getItemDb(TOKENS)

  const release = await lockAll(store, [
    ...actions.map(({ table, key }) => ({ table, key })),
    ...(token === undefined ? [] : [{ table: TOKENS, key: token }]),
  ])
  try {
    if (token !== undefined && (await isRepeat(tokens, token, hash, now))) return {}
    const staged = await Promise.all(actions.map(action => stage(store, action)))
    const reasons = staged.map(({ reason }) => reason)
    if (reasons.some(({ Code }) => Code !== 'None'))
      throw new ServiceError(
        `${NAMESPACE}TransactionCanceledException`,
        `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
        { CancellationReasons: reasons },
      )
    const writes = staged.flatMap(({ writes }) => writes)
    if (token !== undefined) writes.push({ type: 'put', key: `item-${TOKENS}~${token}`, value: { hash, at: now } })
    await store.db.batch(writes)
    return {}
  } finally {
    release()
  }
}

/**
 * Takes dynalite's own lock of every item, so that a single write cannot come between. All transactions take them in
 * one order, so nobody waits in a circle.
 */
async function lockAll(store: Store, items: { table: string; key: string }[]): Promise<() => void> {
  const sorted = items
    .map(({ table, key }) => ({ table, key, name: `${table}~${key}` }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  if (new Set(sorted.map(({ name }) => name)).size < sorted.length)
    throw invalid('Transaction request cannot include multiple operations on one item')
  const releases: (() => void)[] = []
  for (const { table, key } of sorted) {
    const release = new Promise<() => void>(resolve =>
      store.getItemDb(table).lock(key, release => resolve(release(() => {}))),
    )
    releases.push(await release)
  }
  return () => {
    for (const release of releases) release()
  }
}

async function isRepeat(tokens: ItemDb, token: string, hash: string, now: number): Promise<boolean> {
  const found = await new Promise((resolve, reject) =>
    tokens.get(token, (error, value) => (error ? reject(error) : resolve(value))),
  )
  const earlier = v.safeParse(Token, found)
  if (!earlier.success || now - earlier.output.at > TOKEN_LIFE_MS) return false
  if (earlier.output.hash === hash) return true
  throw new ServiceError(
    `${NAMESPACE}IdempotentParameterMismatchException`,
    'The request uses the same client token as a previous, but non-identical request.',
  )
}
