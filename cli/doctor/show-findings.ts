import type { Io } from '../output/io.ts'
import type { Finding } from './finding.ts'

/** One line a finding, with its mend below; as JSON one object a line. */
export function showFindings(
  findings: readonly Finding[],
  { json, io }: { json: boolean; io: Pick<Io, 'data'> },
): void {
  for (const finding of findings) {
    const { verdict, where, says, mend } = finding
    if (json) io.data(JSON.stringify(finding))
    else io.data(`${verdict.padEnd(8)}  ${where}: ${says}${mend === undefined ? '' : `\n          Mend: ${mend}`}`)
  }
}
