import type { SqsQueue } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js'
import type { SqsMessage } from '../../../node_modules/fauxqs/dist/sqs/sqsTypes.js'
import { makeTurns } from './turns.ts'

/**
 * Makes a standard queue of fauxqs a fair one: of what is visible, a receive takes one message of each group in turn.
 * fauxqs drops the MessageGroupId of standard queues, and its database has no place for one, so the message attribute
 * `job_id`, which it keeps, stands for the group; whoever sends gives both the same value. A message without one is a
 * group by itself: "How Amazon SQS fair queues work". AWS holds a group back only once it has a large share of what is
 * in flight; here turns are taken always.
 */
export function shareFairly(queue: SqsQueue): void {
  const visible = makeTurns<SqsMessage>()
  const dequeue = queue.dequeue.bind(queue)
  const getAttribute = queue.getAttribute.bind(queue)
  const purge = queue.purge.bind(queue)

  // What becomes visible arrives in `messages`, where fauxqs also takes from.
  queue.dequeue = (count, ...rest) => {
    for (const message of queue.messages) visible.add(groupOf(message), message)
    for (;;) {
      queue.messages = visible.take(count)
      const received = dequeue(count, ...rest)
      // All that were taken may have gone to the dead-letter queue.
      if (received.length > 0 || visible.size() === 0) return received
    }
  }
  queue.getAttribute = name =>
    name === 'ApproximateNumberOfMessages' ? String(queue.messages.length + visible.size()) : getAttribute(name)
  queue.purge = () => {
    visible.take(visible.size())
    purge()
  }
}

const groupOf = ({ messageId, messageAttributes: { job_id } }: SqsMessage) => job_id?.StringValue ?? messageId
