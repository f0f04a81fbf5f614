import { constants, createPublicKey, type KeyObject, privateDecrypt, publicEncrypt, sign, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { downloadOf } from '../../wechatpay/certificates.ts'
import { NOW } from '../../wechatpay/fixtures.ts'
import { KEY_ID, MERCHANT_SERIAL, merchantKey, PEMS, PLATFORM_SERIAL, wechatpayKey } from './credentials.ts'

/** How it answers; everything else is as WeChat Pay's pages have it (CONTRACT.md 3.1, 4, 5.3, 5.5). */
export type Manners = {
  /** How far its clock is ahead of NOW, in seconds. */
  ahead?: number
  /** The message that it verifies, where something on the way altered the request. */
  altered?: (message: string) => string
  /** Answers 401 with this text, and shows no message. */
  refusal?: string
  /** Answers with this status and body in place of its own, signed. */
  answer?: { status: number; body: string }
  signature?: 'none' | 'probe' | 'first a probe' | 'stranger'
  serial?: string
  /** Whose key the echo is encrypted to, and what it says. */
  echoTo?: KeyObject
  echo?: (secret: string) => string
}

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }

/** A WeChat Pay of its own, of a few lines: it shares no code with the product. `heard` are the paths of its calls. */
export async function startFake(manners: Manners = {}) {
  const heard: string[] = []
  const server = createServer(async (request, response) => {
    heard.push(`${request.method} ${request.url}`)
    const body = await readAll(request)
    const { status, text } = answer(manners, request, body)
    send(manners, response, status, text, heard.length)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    heard,
    close: () => new Promise(resolve => server.close(resolve).closeAllConnections()),
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

function answer(manners: Manners, request: IncomingMessage, body: string): { status: number; text: string } {
  const header = request.headers.authorization ?? ''
  const part = (name: string) => new RegExp(`[ ,]${name}="([^"]*)"`).exec(header)?.[1] ?? ''
  const { altered = (text: string) => text, refusal, ahead = 0 } = manners
  const sent = `${request.method}\n${request.url}\n${part('timestamp')}\n${part('nonce_str')}\n${body}\n`
  const message = altered(sent)
  if (refusal !== undefined) return { status: 401, text: refuse(refusal, part('signature')) }
  if (Math.abs(NOW / 1000 + ahead - Number(part('timestamp'))) > 300) {
    return {
      status: 401,
      text: refuse('HTTP头Authorization中的timestamp与发起请求的时间不得超过5分钟', part('signature')),
    }
  }
  if (part('serial_no') !== MERCHANT_SERIAL)
    return { status: 401, text: refuse('商户证书序列号有误。', part('signature')) }
  const signature = Buffer.from(part('signature'), 'base64')
  if (!verify('sha256', Buffer.from(message), createPublicKey(merchantKey), signature)) {
    return { status: 401, text: refuse('错误的签名，验签失败', part('signature'), message, request) }
  }
  if (manners.answer) return { status: manners.answer.status, text: manners.answer.body }
  if (request.url === '/v3/certificates') {
    return {
      status: 200,
      text: downloadOf([{ serial: PLATFORM_SERIAL, key: wechatpayKey, pem: PEMS.platformCertificate }]),
    }
  }
  if (request.url !== '/v3/security/echo') {
    return { status: 404, text: JSON.stringify({ code: 'NOT_FOUND', message: '会员卡模板不存在' }) }
  }
  return { status: 200, text: echo(manners, JSON.parse(body)) }
}

/** As seen in the wild: the signature itself among the details (CONTRACT.md 3.1). */
function refuse(message: string, signature: string, signMessage?: string, request?: IncomingMessage): string {
  const sign_information = signMessage !== undefined && {
    method: request?.method,
    url: request?.url,
    sign_message_length: Buffer.byteLength(signMessage),
    truncated_sign_message: signMessage.slice(0, 128),
  }
  const detail = {
    field: 'signature',
    value: signature,
    location: 'authorization',
    detail: { issue: 'sign not match' },
  }
  return JSON.stringify({
    code: 'SIGN_ERROR',
    message,
    detail: { ...detail, ...(sign_information && { sign_information }) },
  })
}

function echo({ echo: change = text => text, echoTo = merchantKey }: Manners, asked: Record<string, string>): string {
  const ciphertext = Buffer.from(asked['encrypted_echo_message'] ?? '', 'base64')
  const plain = change(privateDecrypt({ key: wechatpayKey, ...OAEP }, ciphertext).toString())
  const sealed = publicEncrypt({ key: createPublicKey(echoTo), ...OAEP }, Buffer.from(plain)).toString('base64')
  return JSON.stringify({ echo_message: asked['echo_message'], encrypted_echo_message: sealed })
}

function send(manners: Manners, response: ServerResponse, status: number, text: string, turn: number): void {
  const { ahead = 0, signature = 'right', serial } = manners
  const now = NOW + ahead * 1000
  const timestamp = String(Math.floor(now / 1000))
  const key = signature === 'stranger' ? merchantKey : wechatpayKey
  const right = sign('sha256', Buffer.from(`${timestamp}\nn0nce\n${text}\n`), key).toString('base64')
  const probe = signature === 'probe' || (signature === 'first a probe' && turn === 1)
  const certificate = text.includes('encrypt_certificate') || serial === PLATFORM_SERIAL
  response.writeHead(status, {
    'Content-Type': 'application/json',
    Date: new Date(now).toUTCString(),
    'Request-ID': '08F5B8C2B506-0',
    ...(signature !== 'none' && {
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': 'n0nce',
      'Wechatpay-Serial': serial ?? (certificate ? PLATFORM_SERIAL : KEY_ID),
      'Wechatpay-Signature': probe ? `WECHATPAY/SIGNTEST/${right.slice(19)}` : right,
    }),
  })
  response.end(text)
}
