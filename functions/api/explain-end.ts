import type { ImportRequest } from '../member/import-request.ts'
import { REJECTIONS, type RejectionCode } from '../member/reasons.ts'
import type { Ending, Said } from '../ports.ts'
import { maskSaid } from './mask.ts'
import { type Answer, problem } from './problem.ts'

/**
 * 422: WeChat Pay refuses the member. `said`, its own words, are given masked, and only where the request came in
 * plain: of one that came encrypted nobody here knows what to mask.
 */
export function explainEnd(ending: Ending, request: ImportRequest, said: Said | undefined): Answer {
  const code = isRejection(ending.code) ? ending.code : 'unrecognised_refusal'
  const { sentence, mend, ...where } = REJECTIONS[code]
  const words = said ? ` WeChat Pay says: ${maskSaid(said, request)}` : ''
  const errors =
    'pointer' in where ? [{ pointer: inSpellingOf(request, where.pointer), code, detail: sentence }] : undefined
  return problem(422, code, `${sentence} ${mend}${words}`, {
    requestId: ending.requestId,
    ...(errors && { errors }),
  })
}

function isRejection(code: string | undefined): code is RejectionCode {
  return code !== undefined && Object.hasOwn(REJECTIONS, code)
}

/** The validity object has two spellings (CONTRACT.md 9.1); the caller is told of the one that was sent. */
function inSpellingOf(request: ImportRequest, pointer: string): string {
  return request.date_information ? pointer.replace('/valid_date_information', '/date_information') : pointer
}
