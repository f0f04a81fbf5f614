import { once } from 'node:events'
import { createServer } from 'node:http'
import { secretArn } from '../../../infra/local/aws/names.ts'
import type { Stack } from '../../../infra/local/aws/stack.ts'

/** CloudFormation as far as the command asks it: DescribeStacks, in the query protocol, of the one stack it knows. */
export async function startCloudFormation(name: string, outputs: Readonly<Record<string, string>>) {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const asked = new URLSearchParams(body)
    const isKnown = asked.get('Action') === 'DescribeStacks' && asked.get('StackName') === name
    response.writeHead(isKnown ? 200 : 400, { 'content-type': 'text/xml' })
    response.end(isKnown ? describe(name, outputs) : refuse(`Stack with id ${asked.get('StackName')} does not exist`))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Presents a local stack as a deployed one: the environment in which the command finds it under `name`. */
export async function presentAsDeployed(stack: Stack, name: string) {
  const { url, close } = await startCloudFormation(name, {
    HttpApiUrl: stack.apiUrl,
    ImportQueueUrl: stack.queueUrl,
    DeadLetterQueueUrl: stack.deadLetterQueueUrl,
    StateTableName: stack.tableName,
    CredentialSecretArn: secretArn(stack.secretId),
  })
  const environment = {
    AWS_REGION: stack.sqs.region,
    AWS_ACCESS_KEY_ID: 'operator',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_CLOUDFORMATION: url,
    AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodb.endpoint,
    AWS_ENDPOINT_URL_SQS: stack.sqs.endpoint,
  }
  return { environment, close }
}

const describe = (name: string, outputs: Readonly<Record<string, string>>) => `<?xml version="1.0"?>
<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
<StackName>${name}</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>
<Outputs>${Object.entries(outputs)
  .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
  .join('')}</Outputs>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`

const refuse = (message: string) => `<?xml version="1.0"?>
<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type>
<Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`
