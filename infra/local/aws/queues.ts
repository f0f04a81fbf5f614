import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { buildApp } from 'fauxqs'
// fauxqs listens on every interface and names its queues after a host that not every system resolves; its stores, which
// its package does not export, let it be put behind a loopback listener with URLs of our own.
import { PersistenceManager } from '../../../node_modules/fauxqs/dist/persistence.js'
import { S3Store } from '../../../node_modules/fauxqs/dist/s3/s3Store.js'
import { SnsStore } from '../../../node_modules/fauxqs/dist/sns/snsStore.js'
import { SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js'
import { shareFairly } from './fair-queue.ts'
import { ACCOUNT, queueArn, REGION } from './names.ts'

export type Queues = {
  url: string
  /** Makes a queue, or gives the attributes to the one that is kept; its messages stay. Returns its URL. */
  createQueue(name: string, attributes: Record<string, string>): string
  close(): Promise<void>
}

/**
 * SQS on loopback: fauxqs. Messages of several jobs share a queue fairly. With a folder, queues and messages are kept
 * there, and every message that was in flight when the last process ended is visible at once; `onFailure` hears of a
 * file that takes no more. Not there: retention.
 */
export async function startQueues(options: { folder?: string; onFailure?: (cause: unknown) => void }): Promise<Queues> {
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() }
  const { sqsStore } = stores
  const app = buildApp({ logger: false, defaultRegion: REGION, stores })
  app.addHook('onError', async (_request, _reply, error) => {
    if (error.code === 'ERR_SQLITE_ERROR') options.onFailure?.(error)
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const queueUrl = (name: string) => `${url}/${ACCOUNT}/${name}`
  const fair = new Set<string>()
  const kept = options.folder === undefined ? undefined : await load(options.folder, queueUrl, stores)

  return {
    url,
    createQueue(name, attributes) {
      const existing = sqsStore.getQueueByName(name)
      // Creating it again would replace its row, and with it every message.
      if (existing) existing.setAttributes(attributes)
      const queue = existing ?? sqsStore.createQueue(name, queueUrl(name), queueArn(name), attributes)
      if (!fair.has(name)) shareFairly(queue)
      fair.add(name)
      return queueUrl(name)
    },
    close: async () => {
      await app.close()
      kept?.close()
    },
  }
}

async function load(
  folder: string,
  queueUrl: (name: string) => string,
  stores: { sqsStore: SqsStore; snsStore: SnsStore },
) {
  await mkdir(folder, { recursive: true })
  const persistence = new PersistenceManager(folder)
  // Without a wait for the disk at every message, which takes ten times as long: a killed process loses nothing by it.
  persistence['db'].exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000')
  const db = new DatabaseSync(join(folder, 'fauxqs.db'))
  const ready = db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  )
  db.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL')
  const rename = db.prepare('UPDATE sqs_queues SET url = ? WHERE name = ?')
  for (const { name } of db.prepare('SELECT name FROM sqs_queues').all())
    rename.run(queueUrl(String(name)), name ?? null)

  // Its own statement sets the receive count to null, which its own schema refuses: the message would be lost.
  persistence.updateMessageReady = messageId => void ready.run(messageId)
  persistence.loadSqsAndSns(stores.sqsStore, stores.snsStore)
  stores.sqsStore.persistence = persistence
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence
  return {
    close: () => {
      db.close()
      persistence.close()
    },
  }
}
