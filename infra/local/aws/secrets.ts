import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import * as v from 'valibot'
import { openJsonFile } from './json-file.ts'
import { ServiceError, startJsonService } from './json-service.ts'
import { secretArn } from './names.ts'
import { ownCallersOnly } from './own-callers.ts'
import { findSecret, findVersion, putVersion, Secrets, type Version } from './secret-versions.ts'

const Input = v.object({
  Name: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/))),
  SecretId: v.optional(v.string()),
  SecretString: v.optional(v.pipe(v.string(), v.maxLength(65_536))),
  ClientRequestToken: v.optional(v.pipe(v.string(), v.minLength(32), v.maxLength(64))),
  VersionId: v.optional(v.string()),
  VersionStage: v.optional(v.string()),
  VersionStages: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(20))),
})

type Input = v.InferOutput<typeof Input>

export type SecretsService = {
  url: string
  /** Makes a secret, or gives the one that is there a new version, unless its text is that already. */
  set(name: string, text: string): Promise<void>
  close(): Promise<void>
}

/**
 * Secrets Manager on loopback: CreateSecret, PutSecretValue, GetSecretValue and DescribeSecret, for text secrets. With a
 * folder the secrets are kept in its secrets.json, in plain and for the owner's eyes only. No KMS, no policies, no deletion.
 */
export async function startSecrets(options: {
  folder?: string
  onFailure?: (cause: unknown) => void
}): Promise<SecretsService> {
  const file = await openJsonFile(options.folder && join(options.folder, 'secrets.json'), Secrets, {})
  const save = (name: string, versions: Version[]) => file.save({ ...file.value, [name]: versions })

  const operations: Record<string, (input: Input) => Promise<unknown>> = {
    CreateSecret: async input => {
      const name = required(input, 'Name')
      const version = newVersion(input)
      const existing = file.value[name]
      if (existing && !existing.some(({ id, text }) => id === version.id && text === version.text))
        throw new ServiceError('ResourceExistsException', `The secret ${name} already exists.`)
      await save(name, existing ?? [version])
      return { ...identity(name), VersionId: version.id }
    },
    PutSecretValue: async input => {
      const name = findSecret(file.value, required(input, 'SecretId'))
      const version = newVersion(input)
      await save(name, putVersion(file.value[name] ?? [], version))
      return { ...identity(name), VersionId: version.id, VersionStages: version.stages }
    },
    GetSecretValue: async input => {
      const name = findSecret(file.value, required(input, 'SecretId'))
      const { id, text, stages, createdAt } = findVersion(file.value[name] ?? [], input.VersionId, input.VersionStage)
      const value = { VersionId: id, SecretString: text, VersionStages: stages, CreatedDate: createdAt / 1000 }
      return { ...identity(name), ...value }
    },
    DescribeSecret: async input => {
      const name = findSecret(file.value, required(input, 'SecretId'))
      const versions = file.value[name] ?? []
      return {
        ...identity(name),
        VersionIdsToStages: Object.fromEntries(versions.map(({ id, stages }) => [id, stages])),
      }
    },
  }

  const service = await startJsonService(
    ownCallersOnly(async (operation, raw) => {
      const perform = operations[operation]
      if (!perform) throw new ServiceError('UnknownOperationException', `No operation ${operation}.`)
      const input = v.safeParse(Input, raw)
      if (!input.success) throw invalid(`${v.getDotPath(input.issues[0])} is not valid.`)
      return perform(input.output)
    }),
    options.onFailure,
  )

  return {
    url: service.url,
    set: async (name, text) => {
      const versions = file.value[name] ?? []
      if (versions.some(version => version.text === text && version.stages.includes('AWSCURRENT'))) return
      await save(name, putVersion(versions, newVersion({ SecretString: text })))
    },
    close: service.close,
  }
}

const invalid = (message: string) => new ServiceError('InvalidParameterException', message)

function required(input: Input, field: 'Name' | 'SecretId' | 'SecretString'): string {
  const value = input[field]
  if (value === undefined) throw invalid(`You must provide ${field}.`)
  return value
}

const newVersion = (input: Input): Version => ({
  id: input.ClientRequestToken ?? randomUUID(),
  text: required(input, 'SecretString'),
  stages: input.VersionStages ?? ['AWSCURRENT'],
  createdAt: Date.now(),
})

const identity = (name: string) => ({ ARN: secretArn(name), Name: name })
