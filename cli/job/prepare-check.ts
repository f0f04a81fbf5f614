import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import type { CheckContext } from '../file/check-member-file.ts'
import type { Target } from '../targets/target.ts'
import { readTemplate } from './ask-stack.ts'

/** What rows are checked against, the template included; `signing` is the brand of a brand credential. */
export async function prepareCheck(
  target: Target,
  common: Record<string, unknown>,
  signing: string | undefined,
  cardId: string,
  context: Context,
): Promise<{ check: CheckContext; brandId: string }> {
  const given = common['brand_id']
  const brandId = signing ?? given
  if (typeof brandId !== 'string') {
    throw new CommandError(2, '--brand-id is missing: the credential is a service provider’s, which names the brand.')
  }
  if (given !== undefined && given !== brandId) {
    throw new CommandError(2, `--brand-id ${given} is not the brand of the credential. Leave it out.`)
  }
  const template = await readTemplate(target, brandId, cardId, context)
  return {
    check: { now: context.now(), common, template, ...(signing !== undefined && { brandId: signing }) },
    brandId,
  }
}
