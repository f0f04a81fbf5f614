import { type Grant, readGrants } from './read-grants.ts'
import { NEVER_MADE, RIGHTS, WILDCARDS } from './rights.ts'
import type { Template } from './template.ts'

/** `calls`: by the holder of the right, the IAM actions that its code can ask for. */
export function findRightFaults(template: Template, calls: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const grants = readGrants(template).filter(({ effect }) => effect === 'Allow')
  const granted = new Set(grants.map(nameOf))
  const rights = RIGHTS.flatMap(({ holder, actions, resource, because }) =>
    actions.map(action => ({ holder, action, resource, because })),
  )
  const known = new Set(rights.map(nameOf))
  const holders = new Set(grants.map(({ holder }) => holder))

  const widened = [...granted].filter(name => !known.has(name)).map(name => `not needed: ${name}`)
  const lacking = [...known].filter(name => !granted.has(name)).map(name => `lacking: ${name}`)
  const uncalled = rights
    .filter(({ holder, action, because }) => because === undefined && !calls.get(holder)?.has(action))
    .map(right => `nothing calls it: ${nameOf(right)}`)
  const uncovered = [...calls].flatMap(([holder, actions]) =>
    [...actions]
      .filter(action => NEVER_MADE[`${holder} ${action}`] === undefined)
      .filter(action => !rights.some(right => right.holder === holder && right.action === action))
      .map(action => `called without a right: ${holder} ${action}`),
  )
  const wild = grants
    .filter(({ action, resource }) => `${action}${resource}`.includes('*'))
    .filter(({ action, resource }) => !WILDCARDS[resource] && !WILDCARDS[`${action} ${resource}`])
    .map(grant => `a wildcard without a reason: ${nameOf(grant)}`)
  const strangers = [...holders].filter(holder => !calls.has(holder)).map(holder => `nobody's: ${holder}`)
  return [...widened, ...lacking, ...uncalled, ...uncovered, ...wild, ...strangers]
}

const nameOf = ({ holder, action, resource }: Pick<Grant, 'holder' | 'action' | 'resource'>) =>
  `${holder} ${action} ${resource}`
