import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { memberKey } from '../import/member-key.ts'
import type { ReadCard, ReadResult } from '../import/read-card.ts'
import { HALTS } from '../member/reasons.ts'
import type { Cards, Clock, Credentials } from '../ports.ts'
import { type Answer, problem, success } from './problem.ts'

export type GetCardPorts = { clock: Clock; credentials: Credentials; readCard: ReadCard; cards: Cards }

type Names = 'brand_id' | 'card_id' | 'openid' | 'user_card_code'

/** What a name may look like in path or query: CONTRACT.md 1.3 lengths, printable ASCII. */
const NAME = /^[\x21-\x7e]{1,128}$/

/** `GET /user-cards/{user_card_code}` and `GET /cards/{card_id}`: what WeChat Pay knows, verified. */
export function createGetCard({ clock, credentials, readCard, cards }: GetCardPorts) {
  return {
    async userCard(event: APIGatewayProxyEventV2): Promise<Answer> {
      const read = await readNames(event, ['user_card_code', 'card_id', 'openid'])
      if ('refusal' in read) return read.refusal
      const { brandId, names } = read
      const call = { brandId, cardId: names.card_id, openid: names.openid, userCardCode: names.user_card_code }
      const result = await readCard({ name: 'query', ...call }, memberKey(brandId, names.card_id, names.openid), [
        'credential',
        `brand#${brandId}`,
        `template#${names.card_id}`,
      ])
      const reply = result.kind === 'replied' ? result.reply : undefined
      if (reply?.kind !== 'card') return explain(result, 'card')
      const { card, plain } = await cards.reveal(reply.card)
      return success(card, { 'personal-fields': plain ? 'plain' : 'encrypted', ...requestId(reply) })
    },

    async template(event: APIGatewayProxyEventV2): Promise<Answer> {
      const read = await readNames(event, ['card_id'])
      if ('refusal' in read) return read.refusal
      const { brandId, names } = read
      const result = await readCard({ name: 'template', brandId, cardId: names.card_id }, `template#${names.card_id}`, [
        'credential',
        `brand#${brandId}`,
      ])
      const reply = result.kind === 'replied' ? result.reply : undefined
      return reply?.kind === 'template' ? success(reply.template, requestId(reply)) : explain(result, 'template')
    },
  }

  /** The names out of path and query; for a brand credential the brand is known and need not be given. */
  async function readNames(event: APIGatewayProxyEventV2, needed: readonly Names[]) {
    const { usable, brandId } = await credentials.current()
    if (!usable) {
      return { refusal: problem(503, 'credential_broken', HALTS.credential_broken.sentence, { retryAfter: 60 }) }
    }
    const given = { ...event.queryStringParameters, ...event.pathParameters }
    const names = {
      brand_id: brandId ?? given.brand_id ?? '',
      card_id: given.card_id ?? '',
      openid: given.openid ?? '',
      user_card_code: given.user_card_code ?? '',
    }
    const all: readonly Names[] = ['brand_id', ...needed]
    const errors = all
      .filter(name => !NAME.test(names[name]))
      .map(name => ({ pointer: name, code: 'missing', detail: 'Give this parameter: printable ASCII.' }))
    if (brandId !== undefined && given.brand_id !== undefined && given.brand_id !== brandId) {
      errors.push({ pointer: 'brand_id', code: 'other_brand', detail: 'This deployment serves another brand.' })
    }
    if (errors.length === 0) return { brandId: names.brand_id, names }
    return { refusal: problem(422, 'invalid_request', 'A parameter is missing or malformed.', { errors }) }
  }

  function explain(result: ReadResult, what: 'card' | 'template'): Answer {
    if (result.kind === 'halted') {
      return problem(503, result.halt.reason, HALTS[result.halt.reason].sentence, { retryAfter: 60 })
    }
    if (result.kind === 'no_permit') {
      const retryAfter = Math.max(1, Math.ceil((result.at - clock.now()) / 1_000))
      return problem(429, 'no_permit', 'The allowed rate is used up for the moment.', { retryAfter })
    }
    const { reply } = result
    const ids = reply.requestId === undefined ? {} : { requestId: reply.requestId }
    switch (reply.kind) {
      case 'absent':
        return problem(404, `${what}_unknown`, `WeChat Pay knows no such ${what}.`, ids)
      case 'halt':
        return reply.reason === 'template_invalid'
          ? problem(404, 'template_unknown', HALTS.template_invalid.sentence, ids)
          : problem(503, reply.reason, HALTS[reply.reason].sentence, { ...ids, retryAfter: 60 })
      case 'rate_limited':
        return problem(429, 'rate_limited', 'WeChat Pay asks for fewer calls.', { ...ids, retryAfter: 1 })
      case 'unavailable':
        return problem(503, 'unavailable', 'WeChat Pay cannot be reached now.', { ...ids, retryAfter: 1 })
      default:
        return problem(502, 'untrusted_answer', 'The answer of WeChat Pay could not be trusted or understood.', ids)
    }
  }
}

function requestId(reply: { requestId?: string }): Record<string, string> {
  return reply.requestId === undefined ? {} : { 'request-id': reply.requestId }
}
