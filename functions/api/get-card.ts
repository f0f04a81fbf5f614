import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { memberKey } from '../import/member-key.ts'
import type { ReadCard, ReadResult } from '../import/read-card.ts'
import { isNoAnswer } from '../import/unclear.ts'
import { REJECTIONS } from '../member/reasons.ts'
import type { Cards, Clock, Credentials, Reply } from '../ports.ts'
import { type Answer, knownProblem, problem, success } from './problem.ts'
import { readNames } from './read-names.ts'
import { halted, noPermit, rateLimited, secondsUntil, unavailable } from './waiting.ts'

export type GetCardPorts = { clock: Clock; credentials: Credentials; readCard: ReadCard; cards: Cards }

/** `GET /user-cards/{user_card_code}` and `GET /cards/{card_id}`: what WeChat Pay knows, verified. */
export function createGetCard({ clock, credentials, readCard, cards }: GetCardPorts) {
  return {
    async userCard(event: APIGatewayProxyEventV2): Promise<Answer> {
      const { usable, brandId } = await credentials.current()
      if (!usable) return halted('credential_broken')
      const read = readNames(event, ['user_card_code', 'card_id', 'openid'], brandId)
      if ('refusal' in read) return read.refusal
      const { brand_id, card_id, openid, user_card_code } = read.names
      const call = { brandId: brand_id, cardId: card_id, openid, userCardCode: user_card_code }
      const result = await readCard({ name: 'query', ...call }, memberKey(brand_id, card_id, openid), [
        'credential',
        `brand#${brand_id}`,
        `template#${card_id}`,
      ])
      const reply = replyOf(result)
      if (reply?.kind !== 'card') return explain(result, 'card')
      const { card, plain } = await cards.reveal(reply.card)
      return success(card, { 'personal-fields': plain ? 'plain' : 'encrypted' }, reply.requestId)
    },

    async template(event: APIGatewayProxyEventV2): Promise<Answer> {
      const { usable, brandId } = await credentials.current()
      if (!usable) return halted('credential_broken')
      const read = readNames(event, ['card_id'], brandId)
      if ('refusal' in read) return read.refusal
      const { brand_id, card_id } = read.names
      const call = { name: 'template', brandId: brand_id, cardId: card_id } as const
      const result = await readCard(call, `template#${card_id}`, ['credential', `brand#${brand_id}`])
      const reply = replyOf(result)
      return reply?.kind === 'template' ? success(reply.template, {}, reply.requestId) : explain(result, 'template')
    },
  }

  function explain(result: ReadResult, what: 'card' | 'template'): Answer {
    if (result.kind === 'halted') return halted(result.halt.reason)
    if (result.kind === 'no_permit') {
      const retryAfter = secondsUntil(result.notBefore, clock.now())
      return result.down ? unavailable(retryAfter) : noPermit(retryAfter)
    }
    return explainReply(result.reply, what)
  }
}

function replyOf(result: ReadResult): Reply | undefined {
  return result.kind === 'replied' ? result.reply : undefined
}

/** An answer that is not what was asked for. No answer at all is an outage, one that cannot be trusted is not. */
function explainReply(reply: Reply, what: 'card' | 'template'): Answer {
  const { requestId } = reply
  switch (reply.kind) {
    case 'absent':
      return knownProblem(`${what}_unknown`, { requestId })
    case 'refused': {
      const { sentence, mend } = REJECTIONS[reply.code]
      return problem(422, reply.code, `${sentence} ${mend}`, { requestId })
    }
    case 'halt':
      return reply.reason === 'template_invalid'
        ? knownProblem('template_unknown', { requestId })
        : halted(reply.reason, requestId)
    case 'rate_limited':
      return rateLimited(1, requestId)
    case 'unavailable':
    case 'unsigned':
      return unavailable(1, requestId)
    case 'unclear':
      if (isNoAnswer(reply.why)) return unavailable(1, requestId)
  }
  return knownProblem('untrusted_answer', { requestId })
}
