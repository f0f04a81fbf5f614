/**
 * Run as a child by embedded.test.ts, in place of a command: opens the stack of a folder, prints what it got, and on
 * Ctrl-C asks the API once more before it leaves.
 */
import { once } from 'node:events'
import { openEmbedded } from '../../infra/local/embedded.ts'

const [, , folder = '', root = ''] = process.argv
const { apiUrl, hostPid, joined, close } = await openEmbedded({ folder, root })
process.stdout.write(`${JSON.stringify({ hostPid, joined })}\n`)
// Keeps it alive; the connection alone does not.
const alive = setInterval(() => {}, 1_000)
await once(process, 'SIGINT')
const { status } = await fetch(`${apiUrl}/user-cards/A1`)
process.stdout.write(`${JSON.stringify({ status })}\n`)
await close()
clearInterval(alive)
