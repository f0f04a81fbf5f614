import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Answer } from '../../functions/api/problem.ts'
import type { ImportRequest } from '../../functions/member/import-request.ts'
import type { UserCard } from '../../functions/member/user-card.ts'
import type { Credentials, Halt, Identity } from '../../functions/ports.ts'

export const NOW = 1_722_850_421_000

export const REQUEST: ImportRequest = {
  brand_id: '1004',
  card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
  openid: 'obLatjnx9gnqzS4myYGmLZ7LgLBA',
  user_card_code: '478515832665',
  phone_number: '13900001234',
  user_information: { common_field_list: [{ name: 'USER_FORM_FLAG_NAME', value: '欧阳小明' }] },
  valid_date_information: { type: 'PERMANENT' },
  pickup_time: '2020-05-20T13:29:35.120+08:00',
}

export const CARD: UserCard = {
  brand_id: '1004',
  card_id: REQUEST.card_id,
  openid: REQUEST.openid,
  user_card_code: REQUEST.user_card_code,
  user_card_state: 'EFFECTIVE',
  phone_number: 'ciphertext',
}

export const HALT: Halt = { scope: 'credential', reason: 'signature_refused', raisedAt: NOW, version: 'v1' }

type Given = {
  query?: string
  path?: Record<string, string>
  headers?: Record<string, string>
  body?: string
  isBase64Encoded?: boolean
}

/** The event of an HTTP API for a route key, or for a request that none of the routes takes. */
export function eventOf(routeKey: string, given: Given = {}, request = routeKey): APIGatewayProxyEventV2 {
  const [method = '', template = ''] = request.split(' ')
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => given.path?.[name] ?? name)
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: given.query ?? '',
    headers: given.headers ?? {},
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'gateway-1',
      routeKey,
      stage: '$default',
      time: '05/Aug/2024:09:33:41 +0000',
      timeEpoch: NOW,
    },
    ...(given.path && { pathParameters: given.path }),
    ...(given.body !== undefined && { body: given.body }),
    isBase64Encoded: given.isBase64Encoded ?? false,
  }
}

export function credentialsOf(identity: Partial<Identity> = {}): Credentials {
  const current = async () => ({ version: 'v1', usable: true, ...identity })
  return { current, refresh: current, holds: async () => true }
}

/** The answer as the caller sees it, for words that must not be in it. */
export function wholeOf(answer: Answer): string {
  return JSON.stringify(answer)
}
