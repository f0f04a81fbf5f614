import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Result } from '../import/attempt.ts'
import type { ImportMember } from '../import/import-member.ts'
import { memberKey } from '../import/member-key.ts'
import { checkImportRequest } from '../member/check-import-request.ts'
import type { Fault, FaultCode } from '../member/faults.ts'
import type { ImportRequest } from '../member/import-request.ts'
import { HALTS, REJECTIONS } from '../member/reasons.ts'
import type { Cards, Clock, Credentials, HandOver, Log, Sealer } from '../ports.ts'
import { maskSaid } from './mask.ts'
import { type Answer, problem, success } from './problem.ts'
import { readBody } from './read-body.ts'

export type PostImportPorts = {
  clock: Clock
  credentials: Credentials
  importMember: ImportMember
  cards: Cards
  sealer: Sealer
  handOver: HandOver | undefined
  log: Log
}

/** A person waits: a permit within 1.5 s, one pause of 1 s, a query of 5 s, and 24 s in all (DESIGN: HTTP). */
const PERMIT_MS = 1_500
const QUERY_MS = 5_000
const ALL_MS = 24_000

/** Faults of shape make a bad request, faults of content an unprocessable one. */
const SHAPE: ReadonlySet<FaultCode> = new Set(['wrong_type', 'null_value', 'unknown_field'])

export function createPostImport(ports: PostImportPorts) {
  const { clock, credentials, importMember, cards, log } = ports

  /** `POST /user-cards/import-by-openid`. `remainingMs`: what the invocation has left. */
  return async (event: APIGatewayProxyEventV2, remainingMs: number): Promise<Answer> => {
    const now = clock.now()
    const body = readBody(event)
    if ('refusal' in body) return body.refusal
    const { usable, brandId } = await credentials.current()
    if (!usable) return problem(503, 'credential_broken', HALTS.credential_broken.sentence, { retryAfter: 60 })
    const serial = event.headers['wechatpay-serial']
    const context = { now, encrypted: serial !== undefined, ...(brandId !== undefined && { brandId }) }
    const checked = checkImportRequest(body.value, context)
    if (!checked.ok) return refuse(checked.faults)

    const { request } = checked
    const brand = brandId ?? request.brand_id ?? ''
    const result = await importMember(
      {
        key: memberKey(brand, request.card_id, request.openid),
        brandId: brand,
        request,
        ...(serial !== undefined && { serial }),
      },
      { deadline: now + Math.min(ALL_MS, remainingMs), permitMs: PERMIT_MS, queryMs: QUERY_MS, stay: true },
    )
    return await answer(result, request, serial)
  }

  async function answer(result: Result, request: ImportRequest, serial?: string): Promise<Answer> {
    switch (result.kind) {
      case 'ended':
        return await answerEnd(result, request)
      case 'halted':
        return problem(503, result.halt.reason, HALTS[result.halt.reason].sentence, { retryAfter: 60 })
      case 'later':
        return await answerLater(result, request, serial)
      case 'ended_before':
        return problem(500, 'internal', 'The import ended without a result.')
    }
  }

  async function answerEnd({ ending, reply }: Extract<Result, { kind: 'ended' }>, request: ImportRequest) {
    const requestId = reply.requestId
    log.info('member_ended', {
      state: ending.state,
      ...(ending.code && { code: ending.code }),
      ...(requestId !== undefined && { request_id: requestId }),
    })
    if (reply.kind === 'card' && ending.state !== 'rejected') {
      const { card, plain } = await cards.reveal(reply.card)
      return success(card, {
        'import-outcome': ending.state,
        'personal-fields': plain ? 'plain' : 'encrypted',
        ...(requestId !== undefined && { 'request-id': requestId }),
      })
    }
    const code = ending.code ?? 'unrecognised_refusal'
    const reason = Object.entries(REJECTIONS).find(([name]) => name === code)?.[1] ?? REJECTIONS.unrecognised_refusal
    const said = reply.said ? ` WeChat Pay says: ${maskSaid(reply.said, request)}` : ''
    return problem(422, code, `${reason.sentence} ${reason.mend}${said}`, {
      ...(requestId !== undefined && { requestId }),
      errors: 'pointer' in reason ? [{ pointer: reason.pointer, code, detail: reason.sentence }] : [],
    })
  }

  async function answerLater(
    { because, at }: Extract<Result, { kind: 'later' }>,
    request: ImportRequest,
    serial: string | undefined,
  ): Promise<Answer> {
    const retryAfter = Math.max(1, Math.ceil((at - clock.now()) / 1_000))
    switch (because) {
      case 'busy':
        return problem(409, 'busy', 'The same member is being imported right now.', { retryAfter })
      case 'no_permit':
        return problem(429, 'no_permit', 'The allowed rate is used up for the moment.', { retryAfter })
      case 'rate_limited':
        return problem(429, 'rate_limited', 'WeChat Pay asks for fewer calls.', { retryAfter })
      case 'settling':
        await handOver(request, serial)
        return problem(
          504,
          'outcome_unknown',
          'The outcome is not known yet. Sending the same request again is safe.',
          {
            retryAfter,
          },
        )
      case 'unavailable':
      case 'no_time':
        return problem(503, 'unavailable', 'WeChat Pay cannot be reached now.', { retryAfter })
    }
  }

  /** Somebody must owe the settling: the queue does, with the personal fields encrypted. */
  async function handOver(request: ImportRequest, serial: string | undefined): Promise<void> {
    if (!ports.handOver) return log.warn('no_queue_to_settle')
    const sealed = serial === undefined ? await ports.sealer.seal(request) : { request, serial }
    await ports.handOver.settleLater(sealed.request, sealed.serial)
  }
}

function refuse(faults: readonly Fault[]): Answer {
  const status = faults.some(fault => SHAPE.has(fault.code)) ? 400 : 422
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
  return problem(status, 'invalid_request', `The import request has ${count}.`, { errors: faults })
}
