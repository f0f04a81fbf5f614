import type { ImportRequest } from '../member/import-request.ts'
import { personalFields } from '../member/personal-fields.ts'
import type { Said } from '../ports.ts'

/**
 * WeChat Pay's own words for the HTTP caller, with every personal value of the request masked: its texts can repeat
 * what the user gave (CONTRACT.md 1.6). Longer values first, so that none leaves the end of another standing.
 */
export function maskSaid({ message, issue }: Said, request: ImportRequest): string {
  const values = personalFields(request)
    .map(field => field.value)
    .filter(value => value.length > 0)
    .sort((a, b) => b.length - a.length)
  const words = issue === undefined || issue === message ? message : `${message} (${issue})`
  return values.reduce((text, value) => text.replaceAll(value, '***'), words)
}
