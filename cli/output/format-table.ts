/** Columns as wide as their widest cell; columns of numbers stand to the right. East Asian characters are two wide. */
export function formatTable(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map(row => width(String(row[at] ?? '')))))
  return rows
    .map(row =>
      row
        .map((cell, at) => {
          const padding = ' '.repeat((widths[at] ?? 0) - width(String(cell)))
          return typeof cell === 'number' ? padding + cell : cell + padding
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function width(text: string): number {
  return Array.from(text).reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(character)
        ? 2
        : 1),
    0,
  )
}
