import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Result } from '../import/attempt.ts'
import type { ImportMember } from '../import/import-member.ts'
import { memberKey } from '../import/member-key.ts'
import { tellError } from '../import/tell-error.ts'
import { checkImportRequest } from '../member/check-import-request.ts'
import type { Fault, FaultCode } from '../member/faults.ts'
import type { ImportRequest } from '../member/import-request.ts'
import { checkWechatpaySerial } from '../member/wechatpay-serial.ts'
import type { Cards, Clock, Credentials, HandOver, Log, Sealer } from '../ports.ts'
import { explainEnd } from './explain-end.ts'
import { type Answer, knownProblem, problem, success } from './problem.ts'
import { readBody } from './read-body.ts'
import { readHeader } from './read-header.ts'
import { HALTED_SECONDS, halted, noPermit, rateLimited, secondsUntil, unavailable } from './waiting.ts'

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
const SHAPE: ReadonlySet<FaultCode> = new Set([
  'wrong_type',
  'null_value',
  'unknown_field',
  'wechatpay_serial_malformed',
])

export function createPostImport(ports: PostImportPorts) {
  const { clock, credentials, importMember, cards, log } = ports

  /** `POST /user-cards/import-by-openid`. `remainingMs`: what the invocation has left. */
  return async (event: APIGatewayProxyEventV2, remainingMs: number): Promise<Answer> => {
    const now = clock.now()
    const body = readBody(event)
    if ('refusal' in body) return body.refusal
    const { usable, brandId } = await credentials.current()
    if (!usable) return halted('credential_broken')
    const serial = readHeader(event, 'wechatpay-serial')
    const checked = checkImportRequest(body.value, { now, encrypted: serial !== undefined, brandId })
    const faults = [...checkWechatpaySerial(serial), ...(checked.ok ? [] : checked.faults)]
    if (!checked.ok || faults.length > 0) return refuse(faults)

    const { request } = checked
    const brand = brandId ?? request.brand_id ?? ''
    const result = await importMember(
      {
        key: memberKey(brand, request.card_id, request.openid),
        brandId: brand,
        request,
        ...(serial !== undefined && { serial }),
      },
      { deadline: now + Math.min(ALL_MS, remainingMs), permitMs: PERMIT_MS, queryMs: QUERY_MS, stay: 'settling' },
    )
    switch (result.kind) {
      case 'ended':
        return await answerEnd(result, request, serial)
      case 'halted':
        return result.open
          ? await answerUnknown(result, HALTED_SECONDS, request, serial)
          : halted(result.halt.reason, result.requestId)
      case 'later':
        return await answerLater(result, request, serial)
      case 'ended_before':
        return withoutResult()
    }
  }

  async function answerEnd(
    { ending, reply }: Extract<Result, { kind: 'ended' }>,
    request: ImportRequest,
    serial: string | undefined,
  ): Promise<Answer> {
    const { requestId } = reply
    log.info('member_ended', {
      state: ending.state,
      ...(ending.code && { code: ending.code }),
      ...(requestId !== undefined && { request_id: requestId }),
    })
    if (ending.state === 'rejected') return explainEnd(ending, request, serial === undefined ? reply.said : undefined)
    if (reply.kind !== 'card') return withoutResult()
    const { card, plain } = await cards.reveal(reply.card)
    const outcome = { 'import-outcome': ending.state, 'personal-fields': plain ? 'plain' : 'encrypted' }
    return success(card, outcome, requestId)
  }

  async function answerLater(
    result: Extract<Result, { kind: 'later' }>,
    request: ImportRequest,
    serial: string | undefined,
  ): Promise<Answer> {
    const { because, at, requestId } = result
    const retryAfter = secondsUntil(at, clock.now())
    switch (because) {
      case 'busy':
        return knownProblem('busy', { retryAfter, requestId })
      case 'no_permit':
        return noPermit(retryAfter, requestId)
      case 'rate_limited':
        return rateLimited(retryAfter, requestId)
      case 'settling':
        return await answerUnknown(result, retryAfter, request, serial)
      case 'unavailable':
      case 'no_time':
        return unavailable(retryAfter, requestId)
    }
  }

  async function answerUnknown(
    { requestId }: { requestId?: string },
    retryAfter: number,
    request: ImportRequest,
    serial: string | undefined,
  ): Promise<Answer> {
    await handOver(request, serial)
    return knownProblem('outcome_unknown', { retryAfter, requestId })
  }

  /**
   * Somebody must owe the settling: the queue does, with the personal fields encrypted. Where it cannot be reached the
   * outcome is no less unknown, and the ledger asks WeChat Pay first when the member is sent again.
   */
  async function handOver(request: ImportRequest, serial: string | undefined): Promise<void> {
    if (!ports.handOver) return log.warn('no_queue_to_settle')
    try {
      const sealed = serial === undefined ? await ports.sealer.seal(request) : { request, serial }
      await ports.handOver.settleLater(sealed.request, sealed.serial)
    } catch (error) {
      log.warn('hand_over_failed', tellError(error))
    }
  }
}

function refuse(faults: readonly Fault[]): Answer {
  const status = faults.some(fault => SHAPE.has(fault.code)) ? 400 : 422
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
  return problem(status, 'invalid_request', `The import request has ${count}.`, { errors: faults })
}

function withoutResult(): Answer {
  return knownProblem('internal')
}
