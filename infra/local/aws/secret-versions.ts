import * as v from 'valibot'
import { ServiceError } from './json-service.ts'
import { secretArn } from './names.ts'

const Version = v.object({ id: v.string(), text: v.string(), stages: v.array(v.string()), createdAt: v.number() })

/** All secrets by name; `createdAt` in ms since 1970. Versions without a stage are gone, as on AWS. */
export const Secrets = v.record(v.string(), v.array(Version))

export type Version = v.InferOutput<typeof Version>
export type Secrets = v.InferOutput<typeof Secrets>

const refuse = (type: string, message: string) => new ServiceError(type, message)
const notFound = (what: string) =>
  refuse('ResourceNotFoundException', `Secrets Manager can't find the specified ${what}.`)

/** The name of a secret that is there, given its name or ARN. */
export function findSecret(secrets: Secrets, id: string): string {
  const name = Object.keys(secrets).find(name => name === id || secretArn(name) === id)
  if (name === undefined) throw notFound('secret')
  return name
}

export function findVersion(versions: Version[], id: string | undefined, stage: string | undefined): Version {
  if (id === undefined) {
    const wanted = stage ?? 'AWSCURRENT'
    const staged = versions.find(({ stages }) => stages.includes(wanted))
    if (!staged) throw notFound(`secret value for staging label: ${wanted}`)
    return staged
  }
  const version = versions.find(version => version.id === id)
  if (!version) throw notFound(`secret value for VersionId: ${id}`)
  if (stage !== undefined && !version.stages.includes(stage))
    throw refuse(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    )
  return version
}

/**
 * The versions after one more is put. Its stages are taken from the versions that had them; what AWSCURRENT leaves
 * becomes AWSPREVIOUS. The same id and text again change nothing; the same id with other text is refused.
 */
export function putVersion(versions: Version[], put: Version): Version[] {
  const same = versions.find(({ id }) => id === put.id)
  if (same && same.text !== put.text)
    throw refuse('ResourceExistsException', 'A version with this ClientRequestToken and other content exists.')
  if (same) return versions
  const replaced = put.stages.includes('AWSCURRENT')
    ? versions.find(({ stages }) => stages.includes('AWSCURRENT'))
    : undefined
  const taken = replaced ? [...put.stages, 'AWSPREVIOUS'] : put.stages
  const older = versions.map(version => {
    const kept = version.stages.filter(stage => !taken.includes(stage))
    return { ...version, stages: version === replaced ? [...kept, 'AWSPREVIOUS'] : kept }
  })
  return [...older, put].filter(({ stages }) => stages.length > 0)
}
