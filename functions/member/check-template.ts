import * as v from 'valibot'
import { readValidity } from './check-validity.ts'
import type { Fault } from './faults.ts'

/** Undefined where it is not what the page says: WeChat Pay may leave anything out, and then nothing is asked. */
const lenient = <const S extends v.GenericSchema>(schema: S) => v.fallback(v.optional(schema), undefined)

const text = lenient(v.string())
const texts = lenient(v.array(v.string()))

const TemplateSchema = v.object({
  state: text,
  code_mode: text,
  valid_date_information: lenient(v.object({ type: text })),
  user_information: lenient(
    v.object({
      common_field_list: texts,
      custom_field_list: lenient(v.array(v.object({ type: text, name: text, values: texts }))),
    }),
  ),
})

/** What a card template asks of the requests that name it (partner/4015336974), as far as its answer says. */
export type Template = v.InferOutput<typeof TemplateSchema>

/** Reads the answer to the template query. Never throws: what is not as documented is left out. */
export function readTemplate(value: unknown): Template {
  const result = v.safeParse(TemplateSchema, value)
  return result.success ? result.output : {}
}

/** What is wrong with the template itself, for every request. */
export function checkTemplate({ state }: Template): Fault[] {
  if (state === undefined || state === 'CARD_EFFECTIVE') return []
  return [{ pointer: '/state', code: 'template_not_effective', detail: 'Must be CARD_EFFECTIVE.' }]
}

/** The form of a request as far as it has the right shape; that the rest has not is told by checkImportRequest. */
const FormSchema = v.object({
  user_information: v.object({
    common_field_list: v.optional(v.array(v.object({ name: text })), []),
    custom_field_list: v.optional(v.array(v.object({ name: text, user_chosen_values: texts })), []),
  }),
})
type Form = v.InferOutput<typeof FormSchema>['user_information']

/**
 * What the template asks and a request does not keep. What WeChat Pay states for the import is a fault, what it states
 * for other calls alone a warning (CONTRACT.md 1.4, 3.5). Reads a request of any shape.
 */
export function checkAgainstTemplate(
  request: Record<string, unknown>,
  template: Template,
): { faults: Fault[]; warnings: Fault[] } {
  const form = v.safeParse(FormSchema, request)
  return {
    faults: [...checkValidityType(request, template)],
    warnings: [
      ...(form.success ? checkCommonFields(form.output.user_information, template) : []),
      ...(form.success ? checkCustomFields(form.output.user_information, template) : []),
      ...checkCode(request, template),
    ],
  }
}

function* checkValidityType(request: Record<string, unknown>, template: Template): Generator<Fault> {
  const wanted = template.valid_date_information?.type
  const validity = readValidity(request)
  if (wanted === undefined || validity === undefined || validity.type === wanted) return
  const detail = `Must be ${wanted}, the validity type of the template.`
  yield { pointer: `${validity.pointer}/type`, code: 'validity_type_mismatch', detail }
}

/** A template without a form has none of the fields. */
function* checkCommonFields({ common_field_list: given }: Form, template: Template): Generator<Fault> {
  const known = template.user_information?.common_field_list ?? []
  for (const [index, { name }] of given.entries()) {
    if (name === undefined || known.includes(name)) continue
    const pointer = `/user_information/common_field_list/${index}/name`
    yield { pointer, code: 'field_not_in_template', detail: 'Names a form field that the template lacks.' }
  }
}

function* checkCustomFields({ custom_field_list: given }: Form, template: Template): Generator<Fault> {
  const known = template.user_information?.custom_field_list ?? []
  for (const [index, { name, user_chosen_values: chosen = [] }] of given.entries()) {
    const pointer = `/user_information/custom_field_list/${index}`
    const field = known.find(one => one.name === name)
    if (!field) {
      const detail = 'Names a form field that the template lacks.'
      yield { pointer: `${pointer}/name`, code: 'field_not_in_template', detail }
      continue
    }
    const { type, values = chosen } = field
    const code = 'value_not_in_template'
    if (type === 'RADIO' && chosen.length > 1) {
      yield { pointer: `${pointer}/user_chosen_values`, code, detail: 'The template takes one value.' }
    }
    for (const [position, value] of chosen.entries()) {
      if (values.includes(value)) continue
      yield { pointer: `${pointer}/user_chosen_values/${position}`, code, detail: 'Must be a value of the template.' }
    }
  }
}

function* checkCode({ user_card_code: code }: Record<string, unknown>, template: Template): Generator<Fault> {
  if (template.code_mode !== 'SYSTEM_ALLOCATE' || typeof code !== 'string' || /^\d{24}$/.test(code)) return
  const detail = 'WeChat Pay allocates the codes of this template: 24 digits each.'
  yield { pointer: '/user_card_code', code: 'code_not_allocated', detail }
}
