import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { type Answer, knownProblem } from './problem.ts'

export type Route = (event: APIGatewayProxyEventV2, remainingMs: number) => Promise<Answer>

/** The routes of infra/api.yml, but for the one that takes what matches none of them. */
export const ROUTE_KEYS = [
  'POST /user-cards/import-by-openid',
  'GET /user-cards/{user_card_code}',
  'GET /cards/{card_id}',
  'GET /encryption-key',
  'GET /jobs/{job_id}',
] as const

/** Route keys as API Gateway names them (`GET /cards/{card_id}`); what matches none arrives as `$default`. */
export type Routes = Readonly<Record<string, Route>>

/** Calls the route of an event; 405 with the methods that the path takes, or 404. */
export async function route(routes: Routes, event: APIGatewayProxyEventV2, remainingMs: number): Promise<Answer> {
  const found = routes[event.routeKey]
  if (found) return await found(event, remainingMs)
  const methods = Object.keys(routes).flatMap(key => {
    const [method = '', path = ''] = key.split(' ')
    return matches(path, event.rawPath) ? [method] : []
  })
  if (methods.length === 0) return knownProblem('route_unknown')
  return knownProblem('method_not_allowed', { allow: methods.join(', ') })
}

function matches(path: string, given: string): boolean {
  const [parts, segments] = [path.split('/'), given.split('/')]
  return (
    parts.length === segments.length &&
    parts.every((part, at) => (part.startsWith('{') ? segments[at] !== '' : part === segments[at]))
  )
}
