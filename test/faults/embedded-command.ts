/**
 * Run as a child by the tests of the embedded stack, in place of a command: opens the stack of a folder, prints what it got, and on
 * Ctrl-C asks function and simulator once more before it leaves.
 */
import { once } from 'node:events'
import * as v from 'valibot'
import { openEmbedded } from '../../infra/local/embedded.ts'

const Answer = v.object({ pid: v.number() })
const [, , folder = '', root = ''] = process.argv
const { apiUrl, simulatorUrl, hostPid, joined, close } = await openEmbedded({ folder, root })
const askFunction = async () => v.parse(Answer, await (await fetch(`${apiUrl}/user-cards/A1`)).json()).pid
const container = await askFunction()
// Before anybody is told that it is there: else the signal could be faster.
const interrupted = once(process, 'SIGINT')
process.stdout.write(`${JSON.stringify({ hostPid, joined })}\n`)

// Keeps it alive; the connection alone does not.
const alive = setInterval(() => {}, 1_000)
await interrupted
const { status } = await fetch(`${simulatorUrl}/_simulator/summary`)
process.stdout.write(`${JSON.stringify({ sameContainer: (await askFunction()) === container, simulator: status })}\n`)
await close()
clearInterval(alive)
