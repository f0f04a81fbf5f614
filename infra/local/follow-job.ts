import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { showProgress } from '../../cli/output/progress.ts'

const Job = v.object({ ended: v.number() })

/** Shows one progress line until so many rows have ended; resolves to the seconds that took. */
export async function followJob(apiUrl: string, jobId: string, rows: number): Promise<number> {
  const progress = showProgress()
  const began = Date.now()
  for (;;) {
    const response = await fetch(`${apiUrl}/jobs/${jobId}`)
    const ended = response.status === 404 ? 0 : v.parse(Job, await response.json()).ended
    const seconds = (Date.now() - began) / 1_000
    const rate = seconds > 0 ? ended / seconds : 0
    progress.update(`${jobId}: ${ended} of ${rows} rows ended, ${rate.toFixed(1)} a second`)
    if (ended >= rows) {
      progress.done()
      return seconds
    }
    await sleep(1_000)
  }
}
