/** The account that everything local stands in; fauxqs and dynalite know no other. */
export const ACCOUNT = '000000000000'
export const REGION = 'us-east-1'

/** Any credentials do: no local part checks a signature, but the SDK refuses to send without. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }

export const queueArn = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`
export const tableArn = (name: string) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`
export const functionArn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`
export const keyArn = (id: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`
export const aliasArn = (name: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:${name}`

/** AWS ends the ARN of a secret with six random characters; these are fixed, so that it is known before the secret is. */
export const secretArn = (name: string) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-LoCaL0`
