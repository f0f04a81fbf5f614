/** Loaded before everything else in the containers of a run (NODE_OPTIONS): shifts the clock, and kills the process at the call that its fate names. */
import { subscribe } from 'node:diagnostics_channel'
import { get, type IncomingMessage } from 'node:http'
import type { Fate } from './container-fates.ts'

const { clockMs, death } = await askForFate(process.env['FATES_URL'] ?? '')

const now = Date.now
Date.now = () => now() + clockMs

let calls = 0
const count = () => {
  calls += 1
  if (calls !== death?.call) return
  if (death.afterMs === undefined) die()
  else setTimeout(die, death.afterMs)
}
// The AWS SDK calls through node:http, WeChat Pay is called through undici; each tells just before it sends.
subscribe('http.client.request.start', count)
subscribe('undici:client:sendHeaders', count)

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

async function askForFate(url: string): Promise<Fate> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    get(url, { agent: false }, resolve).on('error', reject),
  )
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString())
}
