import { afterEach, expect, test, vi } from 'vitest'
import { importAtCounter } from '../../infra/local/import-at-counter.ts'
import { readExpected } from '../../infra/local/sample.ts'

afterEach(() => vi.unstubAllGlobals())

test('one member of the sample is posted in plain JSON, the one that the sample says was there before', async () => {
  const answer = new Response('{}')
  const call = vi.fn<typeof fetch>(async () => answer)
  vi.stubGlobal('fetch', call)
  expect(await importAtCounter('http://api.example')).toBe(answer)

  const [url, { method, headers, body } = {}] = call.mock.calls[0] ?? []
  expect([url, method]).toEqual(['http://api.example/user-cards/import-by-openid', 'POST'])
  expect(headers).toEqual({ 'content-type': 'application/json' })
  expect(JSON.parse(String(body))).toMatchObject({
    brand_id: '1004',
    openid: 'obLatj40q9gnqzS4myYGmLZ7Lg',
    phone_number: '13900000040',
    user_information: { common_field_list: expect.arrayContaining([{ name: 'USER_FORM_FLAG_NAME', value: '袁野' }]) },
  })
  expect((await readExpected()).get(40)?.state).toBe('already_member')
})
