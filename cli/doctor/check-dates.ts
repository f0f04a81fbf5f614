import type { X509Certificate } from 'node:crypto'
import { doubtful, type Finding, ok, wrong } from './finding.ts'

const DAY_MS = 86_400_000
const SOON_DAYS = 30
const LATER_DAYS = 90

/** Whether a certificate is valid now, and for how long. `spare`: it does no harm if it is not. */
export function checkDates(certificate: X509Certificate, where: string, now: number, spare: boolean): Finding {
  const [from, to] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()]
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const invalid = spare ? doubtful : wrong
  if (now < from) {
    return invalid(
      'dates',
      where,
      `The certificate is not valid before ${day(from)}.`,
      'Check the clock of this machine; else use the one before it until then.',
    )
  }
  if (now >= to) {
    const mend = spare ? 'Remove it.' : 'Apply for a new one; put its key, its serial and itself into the secret.'
    return invalid('dates', where, `The certificate expired on ${day(to)}.`, mend)
  }
  const days = Math.floor((to - now) / DAY_MS)
  const says = `The certificate is valid until ${day(to)}, ${days === 1 ? 'one day' : `${days} days`} from now.`
  if (days < SOON_DAYS)
    return doubtful('dates', where, says, 'Replace it now; the present credential becomes `previous`.')
  if (days < LATER_DAYS) return doubtful('dates', where, says, 'Plan its replacement.')
  return ok('dates', where, says)
}
