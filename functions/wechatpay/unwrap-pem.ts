/**
 * The bytes inside a PEM text that has been through copy and paste: literal `\n`, CR, indentation, one line, quotes, a
 * byte order mark, text before the armour, or no armour at all. `encrypted` where the armour says so.
 */
export function unwrapPem(text: string): { der: Buffer; encrypted: boolean } {
  const lines = text.replace(/\\r|\\n/g, '\n')
  const armoured = /-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END/.exec(lines)
  const [label = '', body = ''] = armoured ? armoured.slice(1) : ['', lines]
  const base64 = body.replace(/[\s"'\uFEFF]/g, '')
  return {
    der: /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : Buffer.alloc(0),
    encrypted: label.includes('ENCRYPTED') || /Proc-Type:\s*4\s*,\s*ENCRYPTED/.test(lines),
  }
}
