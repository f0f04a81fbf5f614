import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import type { Target } from '../targets/target.ts'

/**
 * How many messages the queue holds, of whichever job, and how many of these are hidden: at work, or waiting for their
 * time. Where it holds none, nothing is left that could still settle a row of a cancelled job. Approximate on AWS, for up
 * to a minute.
 */
export async function countMessages({ queue }: Pick<Target, 'queue'>): Promise<{ all: number; hidden: number }> {
  const { Attributes = {} } = await queue.client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queue.url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  )
  return {
    all: Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0),
    hidden: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  }
}
