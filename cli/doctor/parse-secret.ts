import { type Finding, wrong } from './finding.ts'

export type Fields = Readonly<Record<string, unknown>>

/** The fields of a secret's JSON text, or why it is not JSON: the parser's own message would quote the text. */
export function parseSecret(text: string, where: string): { fields: Fields } | { finding: Finding } {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (isFields(value)) return { fields: value }
    return { finding: wrong('json', where, 'This is JSON, but not an object.', OBJECT) }
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? []
    const place = line === undefined ? '' : ` It goes wrong in line ${line}, column ${column}.`
    const mend = message.startsWith('Bad control character') ? LINE_BREAK : OBJECT
    return { finding: wrong('json', where, `This is not JSON.${place}`, mend) }
  }
}

const OBJECT =
  'Write it as {"mchid": "…", "merchant_serial_no": "…", …}: names and texts in double quotes, commas between.'
const LINE_BREAK = 'A text goes over several lines: join the lines of a PEM with \\n, or let a tool write the JSON.'

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
