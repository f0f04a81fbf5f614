import type { IncomingHttpHeaders } from 'node:http'
import { refused } from './catalogue.ts'
import { findWechatpayKey, type Keyring } from './keyring.ts'
import type { CallName } from './routes.ts'

const JSON_TYPE = /^application\/json(?:\s*;\s*charset=utf-8)?$/i

/** Refuses a call that lacks a header of CONTRACT.md 1.2, or whose Wechatpay-Serial names no key in use. */
export function checkHeaders(call: CallName, headers: IncomingHttpHeaders, ring: Keyring, nowMs: number): void {
  const hasBody = call === 'import' || call === 'echo'
  const accepted = (headers.accept ?? '').split(',').map(range => range.split(';')[0]?.trim().toLowerCase())
  if (!accepted.includes('application/json')) throw badHeader('PROTOCOL', 'Accept', '须为 application/json')
  if (!headers['user-agent']) throw badHeader('PROTOCOL', 'User-Agent', '必填')
  if (hasBody && !JSON_TYPE.test(headers['content-type'] ?? '')) {
    throw badHeader('PROTOCOL', 'Content-Type', '须为 application/json')
  }
  const serial = headers['wechatpay-serial']
  // The pages of the other calls do not list this header (partner/4015336980, -84, -74, 4012715700).
  if (serial === undefined && !hasBody) return
  if (typeof serial !== 'string') throw badHeader('PARAM', 'Wechatpay-Serial', '必填')
  if (!findWechatpayKey(ring, serial, nowMs)) {
    throw badHeader('PARAM', 'Wechatpay-Serial', '不是当前使用的微信支付公钥ID或平台证书序列号')
  }
}

function badHeader(name: 'PROTOCOL' | 'PARAM', field: string, issue: string) {
  return refused(name, { location: 'header', field, issue })
}
