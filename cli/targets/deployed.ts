import { join } from 'node:path'
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import aws4 from 'aws4'
import * as v from 'valibot'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { explainAwsError } from './explain-aws-error.ts'
import { readAnswer } from './read-answer.ts'
import type { Target } from './target.ts'

/** The outputs of infra/*.yml, and the one that the packaging adds for the API. */
const Outputs = v.object({
  HttpApiUrl: v.string(),
  ImportQueueUrl: v.string(),
  DeadLetterQueueUrl: v.string(),
  StateTableName: v.string(),
  CredentialSecretArn: v.string(),
})

/** A deployed stack, by the names that its outputs give; AWS credentials and region are those of the environment. */
export async function openDeployed(stack: string, context: Context): Promise<Target> {
  const cloudFormation = new CloudFormationClient({})
  const outputs = await readOutputs(cloudFormation, stack)
  const dynamodb = new DynamoDBClient({})
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false })
  return {
    name: `the stack ${stack}`,
    flags: ` --stack ${stack}`,
    folder: join(context.stateFolder, `stack-${stack}`),
    table: { client: dynamodb, name: outputs.StateTableName, credential: outputs.CredentialSecretArn },
    queue: { client: sqs, url: outputs.ImportQueueUrl, deadLetterUrl: outputs.DeadLetterQueueUrl },
    embedded: false,
    async get(path) {
      const url = new URL(path, `${outputs.HttpApiUrl}/`)
      const credentials = await sqs.config.credentials()
      const { accessKeyId, secretAccessKey, sessionToken } = credentials
      const { headers = {} } = aws4.sign(
        { host: url.host, path: url.pathname + url.search, service: 'execute-api', region: await sqs.config.region() },
        { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
      )
      const { Host: _, ...signed } = headers
      const own = Object.entries(signed).map(([name, value]) => [name, String(value)])
      // API Gateway never redirects; whoever did would be handed the session token.
      const request = { headers: Object.fromEntries(own), signal: context.signal, redirect: 'error' as const }
      return await readAnswer(await fetch(url, request))
    },
    async close() {
      for (const client of [cloudFormation, dynamodb, sqs]) client.destroy()
    },
  }
}

async function readOutputs(client: CloudFormationClient, stack: string): Promise<v.InferOutput<typeof Outputs>> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack })).catch(cause => {
    throw explainAwsError(cause, `the stack ${stack}`)
  })
  const outputs = Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]),
  )
  const read = v.safeParse(Outputs, outputs)
  if (read.success) return read.output
  const missing = Object.keys(Outputs.entries).filter(name => typeof outputs[name] !== 'string')
  throw new CommandError(
    2,
    `The stack ${stack} has no output ${missing.join(', ')}: it is not a stack of this product.`,
  )
}
