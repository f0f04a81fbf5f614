import { createPublicKey } from 'node:crypto'
import * as v from 'valibot'
import { EncryptionKeySchema } from '../../functions/member/encryption-key.ts'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import type { Target } from '../targets/target.ts'
import type { SealingKey } from './send-rows.ts'

const Problem = v.looseObject({ code: v.string(), detail: v.string() })

/** So often a refusal that passes (no permit, WeChat Pay down) is waited out. */
const MOST_TRIES = 10

/** The key to encrypt under, and the brand that signs, where it is a brand that does. */
export async function readSealingKey(
  target: Target,
  context: Context,
): Promise<{ key: SealingKey; brandId: string | undefined }> {
  const {
    wechatpay_serial: serial,
    public_key,
    brand_id,
  } = await get(target, '/encryption-key', EncryptionKeySchema, context)
  return { key: { serial, key: createPublicKey(public_key) }, brandId: brand_id }
}

/** The card template as WeChat Pay shows it; costs one permit. */
export async function readTemplate(
  target: Target,
  brandId: string,
  cardId: string,
  context: Context,
): Promise<Record<string, unknown>> {
  const path = `/cards/${encodeURIComponent(cardId)}?brand_id=${encodeURIComponent(brandId)}`
  return await get(target, path, v.record(v.string(), v.unknown()), context)
}

async function get<S extends v.GenericSchema>(
  target: Target,
  path: string,
  schema: S,
  context: Context,
): Promise<v.InferOutput<S>> {
  for (let tries = 1; ; tries += 1) {
    const { status, body, retryAfterMs } = await target.get(path)
    if (status === 200) return v.parse(schema, body)
    const problem = v.safeParse(Problem, body)
    const passes = status === 429 || (status === 503 && (!problem.success || problem.output.code === 'unavailable'))
    if (!passes || tries === MOST_TRIES)
      throw new CommandError(status === 503 || status === 429 ? 1 : 2, explain(target, status, problem))
    context.io.progress.update(`${target.name}: ${problem.success ? problem.output.detail : status} Trying again.`)
    await context.sleep(retryAfterMs)
  }
}

function explain({ name }: Target, status: number, problem: v.SafeParseResult<typeof Problem>): string {
  if (problem.success) return `${name}: ${problem.output.detail} (${problem.output.code})`
  if (status === 403) return `${name} refuses the call (403). Give the caller the policy OperatorPolicy of the stack.`
  return `${name} answers ${status}. See the log of its HTTP function.`
}
