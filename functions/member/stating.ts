import * as v from 'valibot'

/** What JSON Schema can say of a check of our own, or half a sentence ("Must be …") where it cannot. */
export type Stated = Readonly<Record<string, unknown>> | string

/** A check of our own, with what it states: the documents are made of it. */
export const stating = <const A extends object>(check: A, ...stated: readonly Stated[]) =>
  Object.assign(check, { stated })

/** What a field is: the documents say it. */
export const about = <const S extends v.GenericSchema>(text: string, schema: S) => v.pipe(schema, v.description(text))
