import { badParameter } from './catalogue.ts'
import type { Variant } from './keys.ts'

export const CALLS = ['import', 'query', 'list', 'template', 'certificates', 'echo'] as const
export type CallName = (typeof CALLS)[number]
export type Route = { call: CallName; variant: Variant; parameter: string; query: URLSearchParams }

const PREFIXES: readonly [prefix: string, variant: Variant][] = [
  ['/v3/brand/partner/card-member/', 'partner'],
  ['/brand/card-member/', 'brand'],
]

const TAILS: readonly [call: CallName, method: string, tail: RegExp][] = [
  ['import', 'POST', /^user-cards\/import-by-openid$/],
  ['list', 'GET', /^user-cards$/],
  ['query', 'GET', /^user-cards\/([^/]+)$/],
  ['template', 'GET', /^cards\/([^/]+)$/],
]

/** Calls of the partner alone, which have no rate in common with those about cards (CONTRACT.md 5.3, 5.5). */
const OWN_PATHS: readonly [call: CallName, method: string, path: string][] = [
  ['certificates', 'GET', '/v3/certificates'],
  ['echo', 'POST', '/v3/security/echo'],
]

const NAMES: Record<CallName, { parameter?: string; partner: string[]; brand: string[]; optional: string[] }> = {
  import: { partner: [], brand: [], optional: [] },
  query: {
    parameter: 'user_card_code',
    partner: ['brand_id', 'card_id', 'openid'],
    brand: ['card_id', 'openid'],
    optional: [],
  },
  list: {
    partner: ['brand_id', 'openid', 'offset', 'limit'],
    brand: ['openid', 'offset', 'limit'],
    optional: ['user_card_state'],
  },
  template: { parameter: 'card_id', partner: ['brand_id'], brand: [], optional: [] },
  certificates: { partner: [], brand: [], optional: [] },
  echo: { partner: [], brand: [], optional: [] },
}

/** The call that a method and a path, as sent, ask for (CONTRACT.md 1.1 and 7), or undefined: anything else is 404. */
export function findRoute(method: string, url: string): Route | undefined {
  const [path = '', search = ''] = url.split(/\?(.*)/s)
  const query = new URLSearchParams(search)
  const own = OWN_PATHS.find(([, verb, ownPath]) => verb === method && ownPath === path)
  if (own) return { call: own[0], variant: 'partner', parameter: '', query }
  for (const [prefix, variant] of PREFIXES) {
    if (!path.startsWith(prefix)) continue
    for (const [call, verb, tail] of TAILS) {
      const found = verb === method ? tail.exec(path.slice(prefix.length)) : null
      const parameter = found && decode(found[1] ?? '')
      if (typeof parameter === 'string') return { call, variant, parameter, query }
    }
  }
  return undefined
}

/** Whether a call counts against the rate of the member card calls. */
export function isRated(call: CallName | 'unknown'): boolean {
  return call !== 'certificates' && call !== 'echo'
}

/** Refuses a query that lacks a parameter, has one twice, or has one that the call does not know. */
export function checkParameters({ call, variant, parameter, query }: Route): void {
  const names = NAMES[call]
  if (names.parameter && (parameter === '' || parameter.length > 32)) {
    throw badParameter('url', names.parameter, '长度须为 1 到 32 个字符')
  }
  for (const name of names[variant]) {
    if (!query.get(name)) throw badParameter('query', name, '必填')
  }
  for (const name of query.keys()) {
    if (!names[variant].includes(name) && !names.optional.includes(name)) throw badParameter('query', name, '未知参数')
    if (query.getAll(name).length > 1) throw badParameter('query', name, '重复')
  }
}

/** The value of a required parameter; its presence is checked by `checkParameters`. */
export function parameterOf(route: Route, name: string, maxLength: number): string {
  const value = route.query.get(name)
  if (!value || value.length > maxLength) throw badParameter('query', name, `长度须为 1 到 ${maxLength} 个字符`)
  return value
}

/** The page number parameters: whole numbers without sign or leading zero. */
export function countOf(route: Route, name: string, min: number, max: number): number {
  const value = route.query.get(name) ?? ''
  const count = /^(?:0|[1-9]\d{0,8})$/.test(value) ? Number(value) : Number.NaN
  if (!(count >= min && count <= max)) throw badParameter('query', name, `须为 ${min} 到 ${max} 的整数`)
  return count
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
