import { CommandError } from '../command-error.ts'

/** Names of errors by which AWS, or the SDK before it, says that somebody must do something. */
const SENTENCES: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'There are no AWS credentials in the environment. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ExpiredTokenException: 'The AWS credentials have expired. Fetch new ones.',
  ExpiredToken: 'The AWS credentials have expired. Fetch new ones.',
  UnrecognizedClientException: 'AWS does not know these credentials.',
  InvalidClientTokenId: 'AWS does not know these credentials.',
}

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'AccessDeniedFault'])

/** What an operator can do about an error of AWS; an error that says nothing to them is handed back as it is. */
export function explainAwsError(error: unknown, what: string): unknown {
  if (!(error instanceof Error)) return error
  const { name, message } = error
  const known = SENTENCES[name]
  if (known !== undefined) return new CommandError(2, known, { cause: error })
  if (message.includes('Region is missing') || message.includes('Region not accepted')) {
    return new CommandError(2, 'There is no AWS region in the environment, or none that can be. Set AWS_REGION.', {
      cause: error,
    })
  }
  if (name === 'ValidationError' && message.includes('does not exist')) {
    return new CommandError(2, `AWS knows no such stack: ${what}. Check the name and AWS_REGION.`, { cause: error })
  }
  if (DENIED.has(name)) {
    const action = /perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? 'what is needed'
    const text = `AWS refuses ${action} on ${what}. Give the caller the policy OperatorPolicy of the stack.`
    return new CommandError(2, text, { cause: error })
  }
  return error
}
