/**
 * The three calls of aws-lambda-ric's native addon (its src/native/rapid-client.cc) over node:http. The addon's `done`
 * and `error` block until the answer is posted; these start the post, and `next` waits for it.
 */
import { Agent, type IncomingHttpHeaders, request } from 'node:http'

const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

let posted: Promise<unknown> = Promise.resolve()

export async function next(): Promise<{ bodyJson: string; headers: IncomingHttpHeaders }> {
  await posted
  return call('GET', '/next')
}

export function done(requestId: string, body: string): void {
  posted = call('POST', `/${requestId}/response`, body)
}

export function error(requestId: string, body: string): void {
  posted = call('POST', `/${requestId}/error`, body)
}

function call(
  method: string,
  path: string,
  body?: string,
): Promise<{ bodyJson: string; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const sent = request(base + path, { method, agent }, response => {
      let bodyJson = ''
      response.setEncoding('utf8')
      response.on('data', chunk => {
        bodyJson += chunk
      })
      response.on('end', () => resolve({ bodyJson, headers: response.headers }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
