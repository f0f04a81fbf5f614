const PARAMETER = /([a-z_]+)="([^"]*)"(,(?=.)|$)/y

/**
 * Scheme and parameters of an Authorization header: one space after the scheme, none elsewhere, every value in double
 * quotes, no parameter twice (CONTRACT.md 4.2). Undefined when it is written in any other way.
 */
export function readAuthorization(header: string): { scheme: string; parameters: Map<string, string> } | undefined {
  const space = header.indexOf(' ')
  if (space < 1) return undefined
  const rest = header.slice(space + 1)
  const parameters = new Map<string, string>()
  PARAMETER.lastIndex = 0
  while (PARAMETER.lastIndex < rest.length) {
    const found = PARAMETER.exec(rest)
    const [, name, value] = found ?? []
    if (name === undefined || value === undefined || parameters.has(name)) return undefined
    parameters.set(name, value)
  }
  return { scheme: header.slice(0, space), parameters }
}
