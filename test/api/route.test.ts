import { describe, expect, test } from 'vitest'
import { success } from '../../functions/api/problem.ts'
import { type Routes, route } from '../../functions/api/route.ts'
import { eventOf } from './requests.ts'

const routes: Routes = {
  'POST /user-cards/import-by-openid': async (_, remainingMs) => success({ route: 'import', remainingMs }),
  'GET /user-cards/{user_card_code}': async event => success({ route: 'card', path: event.pathParameters }),
  'GET /encryption-key': async () => success({ route: 'key' }),
}

const ask = (routeKey: string, request = routeKey) => route(routes, eventOf(routeKey, {}, request), 27_000)

test('a route that API Gateway found is called, with the time that is left', async () => {
  expect(await ask('POST /user-cards/import-by-openid')).toMatchObject({
    body: { route: 'import', remainingMs: 27_000 },
  })
  expect(await ask('GET /encryption-key')).toMatchObject({ body: { route: 'key' } })
})

describe('405', () => {
  test.each([
    ['DELETE /encryption-key', 'GET'],
    ['PUT /user-cards/478515832665', 'GET'],
    ['PUT /user-cards/import-by-openid', 'POST, GET'],
    ['HEAD /encryption-key', 'GET'],
  ])('%s: the path takes %s', async (request, allow) => {
    expect(await ask('$default', request)).toMatchObject({
      status: 405,
      headers: { allow, 'content-type': 'application/problem+json' },
      body: { status: 405, title: 'Method Not Allowed', code: 'method_not_allowed' },
    })
  })
})

describe('404', () => {
  test.each([
    'GET /',
    'GET /user-cards',
    'GET /user-cards/',
    'GET /user-cards/1/2',
    'GET /encryption-key/',
    'POST /elsewhere',
  ])('%s', async request => {
    const answer = await ask('$default', request)
    expect(answer).toMatchObject({ status: 404, body: { status: 404, title: 'Not Found', code: 'route_unknown' } })
    expect(answer.headers).not.toHaveProperty('allow')
  })
})
