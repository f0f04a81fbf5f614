import * as v from 'valibot'
import { type Listener, listen, readBody } from '../../infra/local/aws/http.ts'

/** Calls by the name of the operation; of DynamoDB also what they come to in units of capacity. */
export type Counts = { calls: Map<string, number>; writeUnits: number; readUnits: number }

const Body = v.looseObject({
  RequestItems: v.optional(v.record(v.string(), v.object({ Keys: v.array(v.unknown()) }))),
  TransactItems: v.optional(v.array(v.unknown())),
})

/** A proxy before a service with the JSON protocol. `target` is asked for at each call: the service may start later. */
export async function countCalls(target: () => string, counts: Counts): Promise<Listener> {
  return await listen(async (request, response) => {
    const body = await readBody(request)
    const name =
      String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? ''
    counts.calls.set(name, (counts.calls.get(name) ?? 0) + 1)
    addUnits(name, String(body), counts)
    const headers = new Headers()
    for (const [key, value] of Object.entries(request.headers)) {
      if (typeof value === 'string' && !/^(host|connection|content-length|transfer-encoding)$/.test(key)) {
        headers.set(key, value)
      }
    }
    const answer = await fetch(target() + request.url, { method: 'POST', headers, body: new Uint8Array(body ?? []) })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
}

/**
 * Every item here has less than 1 KB: a write is one unit, in a transaction two; a consistent read is one an item, also
 * where there is none ("Read and write capacity units" of the DynamoDB guide). Conditions that fail cost the same.
 */
function addUnits(name: string, text: string, counts: Counts): void {
  if (/^(Put|Update|Delete)Item$/.test(name)) counts.writeUnits += 1
  else if (name === 'GetItem') counts.readUnits += 1
  else if (name === 'TransactWriteItems') counts.writeUnits += 2 * (read(text).TransactItems?.length ?? 0)
  else if (name === 'BatchGetItem') {
    for (const { Keys } of Object.values(read(text).RequestItems ?? {})) counts.readUnits += Keys.length
  }
}

const read = (text: string) => v.parse(Body, JSON.parse(text))
