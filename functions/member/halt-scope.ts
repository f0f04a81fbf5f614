/** Which rows a halt stops: all of the credential, those of a brand, those of a template. */
export type Scope = 'credential' | `brand#${string}` | `template#${string}`

export const SCOPE_KINDS = ['credential', 'brand', 'template'] as const

/** A scope without its brand or card: those are the merchant's, and logs do not need them. */
export function scopeKind(scope: Scope): (typeof SCOPE_KINDS)[number] {
  if (scope === 'credential') return scope
  return scope.startsWith('brand#') ? 'brand' : 'template'
}
