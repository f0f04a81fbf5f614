import type { CredentialError } from '../../functions/wechatpay/credential-error.ts'

/** The two halves of a CredentialError's message: what is wrong, and what to do. The field, if any, is told elsewhere. */
export function explainFault({ message, field }: CredentialError): { says: string; mend: string } {
  const text = !field ? message : message.slice(field.length + 2)
  const end = text.indexOf('. ')
  return end === -1
    ? { says: text, mend: 'The README, section Deploy, shows how the secret looks.' }
    : { says: text.slice(0, end + 1), mend: text.slice(end + 2) }
}
