import { randomBytes } from 'node:crypto'

/** The account that everything local stands in; fauxqs and dynalite know no other. */
export const ACCOUNT = '000000000000'
export const REGION = 'us-east-1'

/**
 * No local part checks a signature, and most take any credentials. What keeps secrets or keys takes only these, new in
 * each process, so that others who work on the machine cannot read a merchant's private key from a port of it.
 */
export const CREDENTIALS = { accessKeyId: `local${randomBytes(16).toString('hex')}`, secretAccessKey: 'local' }

export const queueArn = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`
export const tableArn = (name: string) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`
export const functionArn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`
export const keyArn = (id: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`
export const aliasArn = (name: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:${name}`

/** AWS ends the ARN of a secret with six random characters; these are fixed, so that it is known before the secret is. */
export const secretArn = (name: string) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-LoCaL0`
