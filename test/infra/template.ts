import { readFile } from 'node:fs/promises'
import * as v from 'valibot'

const Resource = v.looseObject({ Type: v.string(), Properties: v.record(v.string(), v.unknown()) })

export const Template = v.looseObject({
  Resources: v.record(v.string(), Resource),
  Outputs: v.record(v.string(), v.unknown()),
})

export type Template = v.InferOutput<typeof Template>

export const readTemplate = async (folder: string): Promise<Template> =>
  v.parse(
    Template,
    JSON.parse(await readFile(`${folder}/.serverless/cloudformation-template-update-stack.json`, 'utf8')),
  )
