import { type Answer, jsonAnswer } from './answer.ts'
import { openField, sealField } from './oaep.ts'
import { checkKnown, optionalText, readBody, requiredText } from './read-body.ts'
import type { CallRequest, World } from './world.ts'

const FIELDS = ['echo_message', 'encrypted_echo_message', 'notify_url']

/** Says both messages again, the encrypted one to the caller's API certificate (CONTRACT.md 5.5). Calls nobody back. */
export async function echo(_world: World, { merchantKey, wechatpayKey, body }: CallRequest): Promise<Answer> {
  const request = readBody(body)
  checkKnown(request, '', FIELDS)
  const message = requiredText(request, '', 'echo_message', 1_024)
  const ciphertext = optionalText(request, '', 'encrypted_echo_message', 1_024)
  optionalText(request, '', 'notify_url', 256, /^https:\/\/[^?#\s]+$/)
  const plain =
    ciphertext === undefined ? undefined : await openField(ciphertext, '/encrypted_echo_message', wechatpayKey)
  return jsonAnswer(200, {
    echo_message: message,
    ...(plain !== undefined && { encrypted_echo_message: sealField(plain, merchantKey) }),
  })
}
