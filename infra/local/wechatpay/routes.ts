import { badParameter } from './catalogue.ts'
import type { Variant } from './keys.ts'

export type CallName = 'import' | 'query' | 'list' | 'template'
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
}

/** The call that a method and a path, as sent, ask for (CONTRACT.md 1.1 and 7), or undefined: anything else is 404. */
export function findRoute(method: string, url: string): Route | undefined {
  const [path = '', search = ''] = url.split(/\?(.*)/s)
  for (const [prefix, variant] of PREFIXES) {
    if (!path.startsWith(prefix)) continue
    for (const [call, verb, tail] of TAILS) {
      const found = verb === method ? tail.exec(path.slice(prefix.length)) : null
      const parameter = found && decode(found[1] ?? '')
      if (typeof parameter === 'string') return { call, variant, parameter, query: new URLSearchParams(search) }
    }
  }
  return undefined
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
