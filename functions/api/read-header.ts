import type { APIGatewayProxyEventV2 } from 'aws-lambda'

/** A header by its lower-case name. API Gateway writes names in lower case, who invokes the function directly may not. */
export function readHeader({ headers }: APIGatewayProxyEventV2, name: string): string | undefined {
  const found = Object.entries(headers).find(([given]) => given.toLowerCase() === name)
  return found?.[1]?.trim()
}
