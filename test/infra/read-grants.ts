import * as v from 'valibot'
import type { Template } from './template.ts'

const texts = v.pipe(
  v.unknown(),
  v.transform(value => [value].flat()),
)

const Statement = v.object({
  Effect: v.picklist(['Allow', 'Deny']),
  Action: texts,
  Resource: v.optional(texts, []),
  Condition: v.optional(v.unknown()),
})
const Document = v.object({ Statement: v.array(Statement) })
const Role = v.object({
  Policies: v.optional(v.array(v.object({ PolicyDocument: Document })), []),
  ManagedPolicyArns: v.optional(v.array(v.unknown()), []),
})
const Policy = v.object({ PolicyDocument: Document, Roles: v.optional(v.array(v.object({ Ref: v.string() })), []) })

/** One action on one resource that somebody is allowed, or denied. A resource of the template goes by its logical id. */
export type Grant = { holder: string; effect: 'Allow' | 'Deny'; action: string; resource: string; condition?: unknown }

/** What the template lets its roles, and whoever a managed policy is attached to, do. */
export const readGrants = (template: Template): Grant[] =>
  Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    if (Type === 'AWS::IAM::Role') {
      const { Policies, ManagedPolicyArns } = v.parse(Role, Properties)
      return [
        ...Policies.flatMap(({ PolicyDocument }) => grantsOf(id, PolicyDocument)),
        ...ManagedPolicyArns.map(arn => allowed(id, String(arn), '*')),
      ]
    }
    if (Type !== 'AWS::IAM::Policy' && Type !== 'AWS::IAM::ManagedPolicy') return []
    const { PolicyDocument, Roles } = v.parse(Policy, Properties)
    const holders = Roles.length > 0 ? Roles.map(({ Ref }) => Ref) : [id]
    return holders.flatMap(holder => grantsOf(holder, PolicyDocument))
  })

const allowed = (holder: string, action: string, resource: string): Grant => ({
  holder,
  effect: 'Allow',
  action,
  resource,
})

const grantsOf = (holder: string, { Statement }: v.InferOutput<typeof Document>): Grant[] =>
  Statement.flatMap(({ Effect, Action, Resource, Condition }) =>
    Action.flatMap(action =>
      Resource.map(resource => ({
        holder,
        effect: Effect,
        action: String(action),
        resource: nameOf(resource),
        ...(Condition !== undefined && { condition: Condition }),
      })),
    ),
  )

/** The logical id that a reference is to; anything else as it stands. */
function nameOf(resource: unknown): string {
  if (typeof resource === 'string') return resource
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = Object(resource)
  if (Array.isArray(attribute) && attribute[1] === 'Arn') return String(attribute[0])
  return String(Ref ?? text ?? JSON.stringify(resource))
}
