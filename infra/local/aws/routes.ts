export type Route<T> = { routeKey: string; target: T }

export type Matched<T> = Route<T> & { pathParameters: Record<string, string> }

/**
 * The route of an HTTP API for a request; `path` is decoded. Route keys are `METHOD /a/{b}`, `METHOD /a/{rest+}`, with
 * ANY for all methods, and `$default`. The most specific one wins: "Working with routes for HTTP APIs".
 */
export function matchRoute<T>(routes: readonly Route<T>[], method: string, path: string): Matched<T> | undefined {
  return routes
    .flatMap(route => {
      const found = match(route.routeKey, method, path)
      return found ? [{ rank: found.rank, matched: { ...route, pathParameters: found.pathParameters } }] : []
    })
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ matched }) => matched)[0]
}

/** A rank sorts as text: per segment 0 literal, 1 variable, 2 greedy; then 0 for the method itself, 1 for ANY. */
function match(routeKey: string, method: string, path: string) {
  const pathParameters: Record<string, string> = {}
  if (routeKey === '$default') return { rank: '3', pathParameters }
  const [wantedMethod, template = ''] = routeKey.split(' ')
  if (wantedMethod !== method && wantedMethod !== 'ANY') return undefined
  const wanted = template.split('/').slice(1)
  const given = path.split('/').slice(1)
  let rank = ''
  for (const [at, segment] of wanted.entries()) {
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(segment) ?? []
    const value = greedy ? given.slice(at).join('/') : given[at]
    if (!value || (name === undefined && value !== segment)) return undefined
    if (name !== undefined) pathParameters[name] = value
    rank += name === undefined ? '0' : greedy ? '2' : '1'
  }
  if (!rank.endsWith('2') && wanted.length !== given.length) return undefined
  return { rank: rank + (wantedMethod === 'ANY' ? '1' : '0'), pathParameters }
}
