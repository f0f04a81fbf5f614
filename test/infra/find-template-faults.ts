import type { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec'
import type { Template } from './template.ts'

export type Spec = Awaited<ReturnType<typeof loadAwsServiceSpec>>
type ResourceProperties = ReturnType<typeof definition>['properties']
type PropertyType = ResourceProperties[string]['type']
type Fault = string

const definition = (spec: Spec, id: string) => spec.get('typeDefinition', id)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The name of the intrinsic function that a value is, if it is one. */
const intrinsicOf = (value: unknown): string | undefined => {
  const [name, ...others] = isObject(value) ? Object.keys(value) : []
  return others.length === 0 && (name === 'Ref' || name?.startsWith('Fn::')) ? name : undefined
}

const isPrimitive: Record<string, (value: unknown) => boolean> = {
  string: value => typeof value === 'string',
  'date-time': value => typeof value === 'string',
  boolean: value => typeof value === 'boolean',
  number: value => typeof value === 'number',
  integer: value => Number.isInteger(value),
  null: value => value === null,
  tag: value => isObject(value) && Object.keys(value).sort().join() === 'Key,Value',
  json: () => true,
}

const checkProperties = (
  spec: Spec,
  known: ResourceProperties,
  value: Record<string, unknown>,
  at: string,
): Fault[] => [
  ...Object.keys(value)
    .filter(name => !known[name])
    .map(name => `${at}/${name}: unknown`),
  ...Object.entries(known).flatMap(([name, { required, type }]) => {
    if (name in value) return checkValue(spec, type, value[name], `${at}/${name}`)
    return required ? [`${at}/${name}: missing`] : []
  }),
]

const checkValue = (spec: Spec, type: PropertyType, value: unknown, at: string): Fault[] => {
  if (isObject(value) && intrinsicOf(value)) {
    const [, ...arms] = Array.isArray(value['Fn::If']) ? value['Fn::If'] : []
    return arms.flatMap(arm => checkValue(spec, type, arm, at))
  }
  switch (type.type) {
    case 'union': {
      const faults = type.types.map(one => checkValue(spec, one, value, at))
      return faults.reduce((fewest, next) => (next.length < fewest.length ? next : fewest))
    }
    case 'ref':
      if (!isObject(value)) return [`${at}: not an object`]
      return checkProperties(spec, definition(spec, type.reference.$ref).properties, value, at)
    case 'map':
      if (!isObject(value)) return [`${at}: not an object`]
      return Object.entries(value).flatMap(([name, one]) => checkValue(spec, type.element, one, `${at}/${name}`))
    case 'array':
      if (!Array.isArray(value)) return [`${at}: not a list`]
      return value.flatMap((one, index) => checkValue(spec, type.element, one, `${at}/${index}`))
    default:
      return isPrimitive[type.type]?.(value) ? [] : [`${at}: not of type ${type.type}`]
  }
}

/** [logical ID, attribute or undefined] of every Ref, Fn::GetAtt and Fn::Sub below a value. */
const referencesIn = (value: unknown): [string, string | undefined][] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (!isObject(value)) return []
  const { Ref: ref, 'Fn::GetAtt': getAtt, 'Fn::Sub': sub } = value
  if (intrinsicOf(value) && typeof ref === 'string') return [[ref, undefined]]
  if (Array.isArray(getAtt)) return [[String(getAtt[0]), String(getAtt[1])]]
  const names = typeof sub === 'string' ? [...sub.matchAll(/\$\{([^!.}]+)(?:\.([^}]+))?\}/g)] : []
  return [
    ...names.map(([, id = '', attribute]): [string, string | undefined] => [id, attribute]),
    ...Object.values(value).flatMap(referencesIn),
  ]
}

/**
 * What CloudFormation would refuse in a template, by AWS's description of every resource type: unknown types and
 * properties, wrong primitive types, missing required properties, references to what does not exist.
 */
export const findTemplateFaults = (spec: Spec, template: Template): Fault[] => {
  const typeOf = (name: string) => spec.lookup('resource', 'cloudFormationType', 'equals', name)[0]
  const shapes = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    const type = typeOf(Type)
    return type ? checkProperties(spec, type.properties, Properties, id) : [`${id}: unknown type ${Type}`]
  })
  const dangling = referencesIn([template.Resources, template.Outputs]).flatMap(([id, attribute]) => {
    if (id.startsWith('AWS::')) return []
    const resource = template.Resources[id]
    if (!resource) return [`${id}: referred to, and not there`]
    if (attribute === undefined || typeOf(resource.Type)?.attributes[attribute]) return []
    return [`${id}.${attribute}: no such attribute`]
  })
  return [...shapes, ...dangling]
}
