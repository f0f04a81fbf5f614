import { describe, expect, test } from 'vitest'
import { answerMessage, requestMessage } from '../../functions/wechatpay/canonical-message.ts'
import { field, vector } from './fixtures.ts'

describe('request message', () => {
  test.each([
    'docs-sign-4012365864',
    'docs-sign-4012365862',
    'docs-sign-4012365863',
    'docs-sign-4012365865',
    'derived-partner-import-minimal',
  ])('%s is reproduced', id => {
    const published = vector(id)
    const message = requestMessage({
      method: field(published, 'method'),
      path: field(published, 'url_path'),
      timestamp: field(published, 'timestamp'),
      nonce: field(published, 'nonce_str'),
      body: Buffer.from(field(published, 'body')),
    })
    expect(message.toString()).toBe(published['message'])
  })

  test('no body leaves only its LF', () => {
    const message = requestMessage({ method: 'GET', path: '/p', timestamp: '1', nonce: 'n', body: undefined })
    expect(message.toString()).toBe('GET\n/p\n1\nn\n\n')
  })

  test('a body that ends in LF still gets one more', () => {
    const message = requestMessage({
      method: 'POST',
      path: '/p',
      timestamp: '1',
      nonce: 'n',
      body: Buffer.from('{}\n'),
    })
    expect(message.toString()).toBe('POST\n/p\n1\nn\n{}\n\n')
  })
})

describe('answer message', () => {
  test.each(['docs-verify-4013059030', 'docs-verify-4013059017'])('%s is reproduced', id => {
    const published = vector(id)
    const body = Buffer.from(field(published, 'body'))
    const message = answerMessage({ timestamp: field(published, 'timestamp'), nonce: field(published, 'nonce'), body })
    expect(message.toString()).toBe(published['message'])
  })

  test('covers the raw bytes, valid UTF-8 or not', () => {
    const message = answerMessage({ timestamp: '1', nonce: 'n', body: Uint8Array.of(0xff, 0x00, 0xc3) })
    expect(message).toEqual(Buffer.from([0x31, 0x0a, 0x6e, 0x0a, 0xff, 0x00, 0xc3, 0x0a]))
  })
})
