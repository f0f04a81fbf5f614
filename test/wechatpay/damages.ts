/** Every way a PEM gets damaged on its road, from the file that was issued to the value of a secret. */
export const DAMAGES: [what: string, damage: (pem: string) => string][] = [
  ['as issued', pem => pem],
  ['with literal \\n', pem => linesOf(pem).join('\\n')],
  ['with literal \\r\\n', pem => linesOf(pem).join('\\r\\n')],
  ['with doubly escaped \\n', pem => linesOf(pem).join('\\\\n')],
  ['with CRLF', pem => linesOf(pem).join('\r\n')],
  ['with CR', pem => linesOf(pem).join('\r')],
  ['with empty lines', pem => linesOf(pem).join('\n\n')],
  [
    'indented',
    pem =>
      linesOf(pem)
        .map(line => `    ${line}`)
        .join('\n'),
  ],
  [
    'indented by tabs',
    pem =>
      linesOf(pem)
        .map(line => `\t\t${line}\t`)
        .join('\n'),
  ],
  [
    'indented by no-break spaces',
    pem =>
      linesOf(pem)
        .map(line => `\u00A0\u00A0${line}`)
        .join('\n'),
  ],
  ['on one line', pem => linesOf(pem).join(' ')],
  ['on one line without spaces', pem => linesOf(pem).join('')],
  ['without any white space', pem => pem.replace(/\s/g, '')],
  ['with a byte order mark', pem => `\uFEFF${pem}`],
  ['with zero width spaces', pem => linesOf(pem).join('\u200B\n\u2060')],
  ['in double quotes', pem => `"${pem.trim()}"`],
  ['in single quotes', pem => `'${pem.trim()}'`],
  ['in quotes, with literal \\n', pem => `"${linesOf(pem).join('\\n')}\\n"`],
  ['with a backslash at each end of line', pem => linesOf(pem).join('\\\n')],
  ['with typographic dashes', pem => pem.replace(/-----/g, '\u2014\u2014-')],
  ['with a dash too few', pem => pem.replace(/-----/g, '----')],
  ['without dashes', pem => pem.replace(/-----/g, '')],
  ['without BEGIN', pem => linesOf(pem).slice(1).join('\n')],
  ['without END', pem => linesOf(pem).slice(0, -1).join('\n')],
  ['without armour', bare],
  ['without armour, on one line', pem => linesOf(bare(pem)).join('')],
  ['without armour, with a byte order mark', pem => `\uFEFF${bare(pem)}`],
  ['without armour, in quotes', pem => `"${linesOf(bare(pem)).join('\\n')}"`],
  ['cut off inside END', pem => pem.trim().slice(0, -12)],
  ['cut off inside the dashes of END', pem => pem.slice(0, pem.indexOf('-----END') + 3)],
  ['after other text', pem => `Bag Attributes\n    friendlyName: x\nKey Attributes: <No Attributes>\n${pem}`],
  ['before other text', pem => `${pem}\nBag Attributes\n    friendlyName: x\n`],
  ['in base64', pem => Buffer.from(pem).toString('base64')],
  [
    'in base64, in lines',
    pem =>
      (
        Buffer.from(pem)
          .toString('base64')
          .match(/.{1,76}/g) ?? []
      ).join('\n'),
  ],
  ['in base64, from Windows', pem => Buffer.from(`\uFEFF${linesOf(pem).join('\r\n')}`).toString('base64')],
]

const linesOf = (pem: string) => pem.trim().split(/\r?\n/)

function bare(pem: string): string {
  return linesOf(pem)
    .filter(line => !line.startsWith('-----'))
    .join('\n')
}
