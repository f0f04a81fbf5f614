import { knownProblem, type ProblemStatus, problem } from '../../functions/api/problem.ts'
import { PROBLEMS } from '../../functions/api/problems.ts'
import { halted } from '../../functions/api/waiting.ts'
import { BODY_FAULTS } from '../../functions/member/parse-json.ts'
import { HALTS, REJECTIONS } from '../../functions/member/reasons.ts'

/** The body of a problem of that status, as the functions give it: of the first of these codes, or with faults. */
export function exampleProblem(status: ProblemStatus, [code = '']: readonly string[]): unknown {
  switch (status) {
    case 400: {
      const fault = { pointer: '/openid', code: 'wrong_type', detail: 'Must be a string.' } as const
      return problem(400, 'invalid_request', 'The import request has 1 fault.', { errors: [fault] }).body
    }
    case 413: {
      const fault = { pointer: '', code: 'body_too_large', detail: BODY_FAULTS.body_too_large } as const
      return problem(413, 'body_too_large', 'The body is not an import request.', { errors: [fault] }).body
    }
    case 422: {
      const { sentence, mend } = REJECTIONS.openid_invalid
      const fault = { pointer: '/openid', code: 'openid_invalid', detail: sentence } as const
      return problem(422, 'openid_invalid', `${sentence} ${mend}`, { errors: [fault], requestId: '08A1B2C3-0' }).body
    }
  }
  if (isKey(HALTS, code)) return halted(code).body
  return isKey(PROBLEMS, code) ? knownProblem(code).body : undefined
}

const isKey = <T extends object>(table: T, key: PropertyKey): key is keyof T => Object.hasOwn(table, key)
