import type { Material } from '../../functions/wechatpay/read-key.ts'
import { unwrapPem } from '../../functions/wechatpay/unwrap-pem.ts'

/** As tools write it. CRLF is no damage: every tool reads it. */
const WHOLE = /^-----BEGIN ([A-Z0-9 ]+)-----\r?\n(?:[A-Za-z0-9+/]{1,76}={0,2}\r?\n)+-----END \1-----\s*$/

const LABELS: Record<Material['kind'], RegExp> = {
  private_key: /^(RSA)?PRIVATEKEY$/,
  public_key: /^(RSA)?PUBLICKEY$/,
  certificate: /^(X509|TRUSTED)?CERTIFICATE$/,
}

const DAMAGES: readonly [found: RegExp, damage: string][] = [
  [/^\uFEFF/, 'begins with a byte order mark'],
  [/\\+[rn]/, 'has its line ends written out as \\n'],
  [/\r(?!\n)/, 'has bare CR as line ends'],
  [/\n[^\S\n]*\r?\n\s*\S/, 'has empty lines in it'],
  [/^[^\S\r\n\uFEFF]+\S/m, 'is indented'],
  [/^\uFEFF?["'`]|["'`]\s*$/, 'stands in quotes'],
  [/\\\r?$/m, 'has backslashes at the ends of its lines'],
  [/[\u200B-\u200D\u2060]/, 'holds invisible characters'],
  [/[\u2010-\u2015\u2212]/, 'has typographic dashes'],
]

/**
 * What happened to a PEM text on its road that is read all the same: halves of sentences, without anything of the text.
 * Empty where it is as it was issued.
 */
export function nameDamage(text: string, kind: Material['kind']): string[] {
  const blocks = text.match(/BEGIN\s*[A-Z]/g)?.length ?? 0
  if (blocks === 0) {
    const inner = Buffer.from(text.replace(/\s/g, ''), 'base64').toString()
    if (inner.includes('-----BEGIN')) return ['is encoded in base64 once more', ...nameDamage(inner, kind)]
  }
  const label = mislabelled(text, kind)
  if (WHOLE.test(text)) return label
  const found = DAMAGES.filter(([pattern]) => pattern.test(text)).map(([, damage]) => damage)
  const all = [...found, ...nameArmour(text, blocks), ...label]
  return all.length > 0 ? all : ['is not as tools write it']
}

function nameArmour(text: string, blocks: number): string[] {
  const lines = text
    .replace(/\\+[rn]/g, '\n')
    .replace(/[\u2010-\u2015\u2212]+/g, '-----')
    .trim()
  const begins = blocks > 0
  const ends = /END\s*(?:[A-Z0-9]+\s*)*?(?:KEY|CERTIFICATE|REQUEST)/.test(lines.replace(/BEGIN\s*[A-Z ]+/g, ''))
  const armoured = begins && ends
  const damages: [found: boolean, damage: string][] = [
    [!begins && !ends, 'lacks its lines BEGIN and END'],
    [!begins && ends, 'lacks its line BEGIN'],
    [begins && !ends, 'is cut off before its line END was complete'],
    [!/\n/.test(lines), 'is all on one line'],
    [armoured && !/(^|[^-])-----BEGIN [A-Z0-9 ]+-----([^-]|$)/.test(lines), 'has not five dashes around BEGIN and END'],
    [armoured && !/^[\s\uFEFF"'`\u200B-\u200D\u2060-]*BEGIN/.test(lines), 'has other text before it'],
    [armoured && !/END\s*[A-Z0-9 ]+[-\s"'`\\\u200B-\u200D\u2060]*$/.test(lines), 'has other text behind it'],
    [blocks > 1, `holds ${blocks} blocks, of which only the first is read`],
  ]
  return damages.filter(([found]) => found).map(([, damage]) => damage)
}

function mislabelled(text: string, kind: Material['kind']): string[] {
  const { label } = unwrapPem(text)
  return label === '' || LABELS[kind].test(label) ? [] : ['bears the label of another kind of file']
}
