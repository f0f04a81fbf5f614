import { request as send } from 'node:http'
import { pipeline } from 'node:stream'
import { type Listener, listen, readBody } from '../../infra/local/aws/http.ts'

export type Sent = { target: string; authorization: string; body: string }

export type Recorder = Listener & {
  /** Every request that came, in order: the operation that an AWS client named, how it was signed, what it held. */
  requests: Sent[]
  /** Where to pass requests on to. */
  leadTo(origin: string): void
  /** From now on, or no more, every connection is cut. */
  cut(isDown: boolean): void
}

/** Stands between the functions and a service, passes on what comes, and keeps it. */
export async function recordTraffic(): Promise<Recorder> {
  const requests: Sent[] = []
  let origin = ''
  let down = false

  const listener = await listen(async (request, response) => {
    const body = (await readBody(request)) ?? Buffer.alloc(0)
    const { 'x-amz-target': target = '', authorization = '' } = request.headers
    requests.push({ target: String(target), authorization, body: body.toString() })
    if (down) return void response.destroy()
    const { hostname, port } = new URL(origin)
    const { method, url: path, headers } = request
    // The path as it came: it is part of what was signed.
    const onward = send({ hostname, port, method, path, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      pipeline(answer, response, () => {})
    })
    onward.on('error', () => response.destroy())
    onward.end(body)
  })
  return {
    ...listener,
    requests,
    leadTo(to) {
      origin = to
    },
    cut(isDown) {
      down = isDown
    },
  }
}
