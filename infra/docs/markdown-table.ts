/** A table; what would end a cell, or begin a tag, is escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(row => `| ${row.map(inCell).join(' | ')} |`).join('\n')
}

const inCell = (cell: string) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')
