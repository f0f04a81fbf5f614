import { createPrivateKey } from 'node:crypto'
import { join } from 'node:path'
import { openJsonFile } from './json-file.ts'
import { ServiceError, startJsonService } from './json-service.ts'
import { readInput } from './kms-input.ts'
import { createKey, findKey, KmsState, saveAlias, type Usage } from './kms-keys.ts'
import { createOperations } from './kms-operations.ts'
import { ownCallersOnly } from './own-callers.ts'

export type KmsService = {
  url: string
  /** Has the alias name an imported key of this material (PEM); a new key, unless it names such a one already. */
  set(alias: string, usage: Usage, pem: string): Promise<void>
  /** Refuses the next so many calls of an operation, as AWS would with an error of this type. */
  fail(operation: string, type: string, times: number): void
  close(): Promise<void>
}

/**
 * KMS on loopback, for keys of RSA_2048: CreateKey, DescribeKey, GetPublicKey, Sign, Decrypt, EnableKey, DisableKey,
 * CreateAlias, UpdateAlias, GetParametersForImport and ImportKeyMaterial. With a folder the keys are kept in its kms.json,
 * in plain and for the owner's eyes only. No policies, no grants, no deletion.
 */
export async function startKms(options: {
  folder?: string
  onFailure?: (cause: unknown) => void
}): Promise<KmsService> {
  const file = await openJsonFile(options.folder && join(options.folder, 'kms.json'), KmsState, {
    keys: [],
    aliases: {},
  })
  const operations = createOperations(file)
  const failing = new Map<string, { type: string; times: number }>()

  const service = await startJsonService(
    ownCallersOnly(async (operation, raw) => {
      const perform = operations[operation]
      if (!perform) throw new ServiceError('UnknownOperationException', `No operation ${operation}.`)
      const failure = failing.get(operation)
      if (failure && failure.times > 0) {
        failure.times -= 1
        throw new ServiceError(failure.type, 'Made to fail.')
      }
      return (await perform(readInput(raw))) ?? {}
    }),
    options.onFailure,
  )

  return {
    url: service.url,
    set: async (alias, usage, pem) => {
      const material = String(createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }))
      const named = alias in file.value.aliases ? findKey(file.value, alias) : undefined
      if (named?.material === material && named.usage === usage) return
      await saveAlias(file, alias, (await createKey(file, usage, 'EXTERNAL', material)).id)
    },
    fail: (operation, type, times) => void failing.set(operation, { type, times }),
    close: service.close,
  }
}
