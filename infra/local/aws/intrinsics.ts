import * as v from 'valibot'

/** What names mean; each throws for a name that is not there. */
export type Scope = {
  ref(name: string): unknown
  getAtt(logicalId: string, attribute: string): unknown
  condition(name: string): boolean
}

/** What AWS::NoValue means: whatever has it for its value is left out. */
export const NO_VALUE = Symbol('AWS::NoValue')

type Evaluate = (argument: unknown, scope: Scope) => unknown

const Text = v.union([v.string(), v.pipe(v.number(), v.transform(String))])
const Name = v.string()
const GetAtt = v.union([
  v.tuple([v.string(), v.string()]),
  v.pipe(
    v.string(),
    v.transform(text => text.split('.', 2)),
    v.tuple([v.string(), v.string()]),
  ),
])
const If = v.tuple([v.string(), v.unknown(), v.unknown()])
const Equals = v.tuple([v.unknown(), v.unknown()])
const Not = v.tuple([v.unknown()])
const Join = v.tuple([v.string(), v.array(v.unknown())])
const Sub = v.union([
  v.tuple([v.string(), v.record(v.string(), v.unknown())]),
  v.pipe(
    v.string(),
    v.transform(text => [text, {}]),
    v.tuple([v.string(), v.record(v.string(), v.unknown())]),
  ),
])

const FUNCTIONS: Record<string, Evaluate> = {
  Ref: (argument, scope) => scope.ref(v.parse(Name, argument)),
  'Fn::GetAtt': (argument, scope) => scope.getAtt(...v.parse(GetAtt, argument)),
  'Fn::If': (argument, scope) => {
    const [name, then, otherwise] = v.parse(If, argument)
    return resolve(scope.condition(name) ? then : otherwise, scope)
  },
  'Fn::Equals': (argument, scope) => {
    const [one, other] = v.parse(Equals, argument)
    return resolve(one, scope) === resolve(other, scope)
  },
  'Fn::Not': (argument, scope) => !resolve(v.parse(Not, argument)[0], scope),
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = v.parse(Join, argument)
    return parts.map(part => v.parse(Text, resolve(part, scope))).join(separator)
  },
  'Fn::Sub': (argument, scope) => {
    const [text, variables] = v.parse(Sub, argument)
    return text.replace(/\$\{([^!}][^}]*)\}|\$\{!([^}]*)\}/g, (_, name, literal) =>
      literal === undefined ? v.parse(Text, substitute(name, variables, scope)) : `\${${literal}}`,
    )
  },
}

function substitute(name: string, variables: Record<string, unknown>, scope: Scope): unknown {
  if (name in variables) return resolve(variables[name], scope)
  const [logicalId = '', attribute] = name.split('.', 2)
  return attribute === undefined ? scope.ref(name) : scope.getAtt(logicalId, attribute)
}

/** A value of a CloudFormation template with its functions (those above) replaced by what they mean. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map(item => resolve(item, scope)).filter(isThere)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [[name, argument] = ['', undefined]] = entries
  const evaluate = entries.length === 1 ? FUNCTIONS[name] : undefined
  if (evaluate) return evaluate(argument, scope)
  if (entries.length === 1 && name.startsWith('Fn::'))
    throw new Error(`The template uses ${name}, which the local stack does not know.`)
  const resolved = entries.map(([name, item]) => [name, resolve(item, scope)] as const)
  return Object.fromEntries(resolved.filter(([, item]) => isThere(item)))
}

const isThere = (value: unknown) => value !== NO_VALUE
