import { expect, test } from 'vitest'
import { matchRoute } from '../../../infra/local/aws/routes.ts'

const ROUTES = [
  '$default',
  'ANY /user-cards/{rest+}',
  'GET /user-cards/{user_card_code}',
  'POST /user-cards/import-by-openid',
  'ANY /user-cards/import-by-openid',
  'GET /a/{b}/c/{d}',
].map(routeKey => ({ routeKey, target: undefined }))

test.each([
  ['POST', '/user-cards/import-by-openid', 'POST /user-cards/import-by-openid', {}],
  ['PUT', '/user-cards/import-by-openid', 'ANY /user-cards/import-by-openid', {}],
  ['GET', '/user-cards/A 1', 'GET /user-cards/{user_card_code}', { user_card_code: 'A 1' }],
  ['GET', '/user-cards/A/1', 'ANY /user-cards/{rest+}', { rest: 'A/1' }],
  ['DELETE', '/user-cards/A', 'ANY /user-cards/{rest+}', { rest: 'A' }],
  ['GET', '/a/1/c/2', 'GET /a/{b}/c/{d}', { b: '1', d: '2' }],
  ['GET', '/a/1/c', '$default', {}],
  ['GET', '/user-cards/', '$default', {}],
  ['GET', '/', '$default', {}],
])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
  expect(matchRoute(ROUTES, method, path)).toEqual({ routeKey, target: undefined, pathParameters })
})

test('the order of the routes does not matter', () => {
  const reversed = ROUTES.toReversed()
  expect(matchRoute(reversed, 'GET', '/user-cards/A')?.routeKey).toBe('GET /user-cards/{user_card_code}')
})

test('without $default there may be no route', () => {
  expect(matchRoute(ROUTES.slice(2), 'POST', '/user-cards/A')).toBeUndefined()
  expect(matchRoute(ROUTES.slice(2), 'GET', '/user-cards/A/1')).toBeUndefined()
})
