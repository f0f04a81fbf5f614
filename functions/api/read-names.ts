import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { type Answer, type ProblemFault, problem } from './problem.ts'
import { PARAMETER_FAULTS } from './problems.ts'

/** CONTRACT.md 1.3 lengths. What stands in the path of the call would collapse there if it were one or two dots. */
export const NAME_FORMS = {
  brand_id: /^[\x21-\x7e]{1,32}$/,
  card_id: /^(?!\.{1,2}$)[\x21-\x7e]{1,32}$/,
  openid: /^[\x21-\x7e]{1,128}$/,
  user_card_code: /^(?!\.{1,2}$)[\x20-\x7e]{1,32}$/,
} as const

type Name = keyof typeof NAME_FORMS

/**
 * What a reading request names, out of path and query, or a 422 with every fault of `needed`. API Gateway has decoded
 * the path already. `brandId`: the brand of a brand credential, which need not be given; else the query must name one.
 */
export function readNames(
  { rawQueryString, pathParameters = {} }: APIGatewayProxyEventV2,
  needed: readonly Name[],
  brandId: string | undefined,
): { names: Record<Name, string> } | { refusal: Answer } {
  // Not queryStringParameters: there a comma may be part of a value, or stand between two of them.
  const query = new URLSearchParams(rawQueryString)
  const given = (name: Name) => {
    const inPath = pathParameters[name]
    return inPath === undefined ? query.getAll(name) : [inPath]
  }
  const faults = needed.flatMap(name => findFault(name, given(name)))
  if (brandId === undefined) faults.unshift(...findFault('brand_id', given('brand_id')))
  else if (given('brand_id').some(brand => brand !== brandId)) {
    faults.unshift({ pointer: 'brand_id', code: 'other_brand', detail: 'Leave it out: another brand is served here.' })
  }
  if (faults.length > 0) {
    return { refusal: problem(422, 'invalid_request', 'A parameter is missing or malformed.', { errors: faults }) }
  }
  const first = (name: Name) => given(name)[0] ?? ''
  return {
    names: {
      brand_id: brandId ?? first('brand_id'),
      card_id: first('card_id'),
      openid: first('openid'),
      user_card_code: first('user_card_code'),
    },
  }
}

function findFault(name: Name, [value, ...more]: readonly string[]): ProblemFault[] {
  if (value === undefined) return [{ pointer: name, code: 'missing', detail: 'Give this parameter.' }]
  if (more.length > 0) return [{ pointer: name, code: 'repeated', detail: PARAMETER_FAULTS.repeated.mend }]
  if (NAME_FORMS[name].test(value)) return []
  return [{ pointer: name, code: 'malformed', detail: PARAMETER_FAULTS.malformed.mend }]
}
