import { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Metrics } from '../ports.ts'
import { REQUEST_LIMITS } from './request-limits.ts'

/** Reads the credential secret. A secret that does not exist, or has no value yet, is an empty text: it is named as such. */
export function createSecretSource(secretId: string) {
  const client = new SecretsManagerClient({ maxAttempts: 3, requestHandler: REQUEST_LIMITS })
  return {
    async read(): Promise<{ text: string; versionId: string }> {
      try {
        const { SecretString = '', VersionId = '' } = await client.send(
          new GetSecretValueCommand({ SecretId: secretId }),
        )
        return { text: SecretString, versionId: VersionId }
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return { text: '', versionId: 'none' }
        throw error
      }
    },
  }
}

/** The same source, its readings counted. */
export function countReads<T>(source: { read(): Promise<T> }, metrics: Metrics): { read(): Promise<T> } {
  return {
    async read() {
      metrics.count('SecretReads')
      try {
        return await source.read()
      } catch (error) {
        metrics.count('SecretReadFailures')
        throw error
      }
    },
  }
}
