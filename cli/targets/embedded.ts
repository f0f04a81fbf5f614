import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { secretArn } from '../../infra/local/aws/names.ts'
import { openEmbedded } from '../../infra/local/embedded.ts'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { readAnswer } from './read-answer.ts'
import type { Target, TargetOptions } from './target.ts'

/** WeChat Pay's documented limit, which the simulator keeps where the rate is not set higher (CONTRACT.md 1.1). */
const SIMULATOR_RATE = 10

/** As far as the folder of a credential needs it; the functions read the rest and say what is wrong with it. */
const Identity = v.union([
  v.looseObject({ mchid: v.pipe(v.string(), v.regex(/^\w{1,32}$/)) }),
  v.looseObject({ brand_id: v.pipe(v.string(), v.regex(/^[\w-]{1,32}$/)) }),
])

/** The stack on this machine: against the simulator, or with `live`, a credential file, against WeChat Pay itself. */
export async function openEmbeddedTarget({ live, works = true }: TargetOptions, context: Context): Promise<Target> {
  const credential = live === undefined ? undefined : await readCredential(resolve(context.folder, live))
  const folder = join(context.stateFolder, credential?.folder ?? 'simulator')
  const environment = Object.fromEntries(
    Object.entries(context.environment).filter(
      (entry): entry is [string, string] => entry[0].startsWith('WECHATPAY_') && entry[1] !== undefined,
    ),
  )
  const rate = Math.max(SIMULATOR_RATE, Math.ceil(Number(environment['WECHATPAY_RATE_PER_SECOND'] ?? 0)))
  const stack = await openEmbedded({
    folder,
    environment,
    works,
    ...(credential ? { secret: credential.text } : { simulator: ['--rate', String(rate)] }),
  })
  if (stack.joined) context.io.note(`Another command (process ${stack.hostPid}) runs the embedded stack: joined it.`)
  stack.ended.then(context.stop)
  const dynamodb = new DynamoDBClient(stack.dynamodb)
  const sqs = new SQSClient({ ...stack.sqs, useQueueUrlAsEndpoint: false })
  return {
    name: credential ? 'the embedded stack, which calls WeChat Pay' : 'the embedded stack, with the simulator',
    flags: live === undefined ? '' : ` --live ${live}`,
    folder,
    table: { client: dynamodb, name: stack.tableName, credential: secretArn(stack.secretId) },
    queue: { client: sqs, url: stack.queueUrl, deadLetterUrl: stack.deadLetterQueueUrl },
    embedded: true,
    get: async path => await readAnswer(await fetch(stack.apiUrl + path, { signal: context.signal })),
    async close() {
      dynamodb.destroy()
      sqs.destroy()
      await stack.close()
    },
  }
}

async function readCredential(file: string): Promise<{ text: string; folder: string }> {
  const text = await readFile(file, 'utf8').catch(cause => {
    throw new CommandError(2, `The credential file ${file} cannot be read (${cause.code}).`, { cause })
  })
  const identity = v.safeParse(Identity, parse(text))
  if (!identity.success) {
    throw new CommandError(2, `${file} is not a credential: a JSON object with mchid, or brand_id, and its keys.`)
  }
  const id = 'mchid' in identity.output ? identity.output.mchid : identity.output.brand_id
  return { text, folder: `live-${id}` }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}
