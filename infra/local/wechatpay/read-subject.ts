import type { Entry } from './journal.ts'
import { isObject, type JsonObject, parseJson } from './parse-json.ts'
import { isRated, type Route } from './routes.ts'
import type { Received } from './world.ts'

/** Whom a request is about, for the journal, as far as it can be read; what is wrong with it is found later. */
export function readSubject(route: Route | undefined, { headers, body }: Received): Partial<Entry> {
  const wechatpay_serial = textOf(headers['wechatpay-serial'])
  if (!route || !isRated(route.call)) return { wechatpay_serial }
  if (route.call === 'import') {
    const { openid, user_card_code, card_id } = peek(body)
    return {
      wechatpay_serial,
      openid: textOf(openid),
      user_card_code: textOf(user_card_code),
      card_id: textOf(card_id),
    }
  }
  return {
    wechatpay_serial,
    openid: route.query.get('openid'),
    user_card_code: route.call === 'query' ? route.parameter : null,
    card_id: route.call === 'template' ? route.parameter : route.query.get('card_id'),
  }
}

function peek(body: Buffer): JsonObject {
  try {
    const value = parseJson(body.toString())
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
