import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const [english, chinese] = [read('docs/deploy.md'), read('docs/deploy.zh-CN.md')]

describe.each([
  ['English', english],
  ['Chinese', chinese],
])('the page in %s', (_language, page) => {
  test('names every parameter, and no other', () => {
    const yaml = ['serverless.yml', ...readdirSync(join(root, 'infra')).map(name => `infra/${name}`)]
    const taken = yaml
      .filter(name => name.endsWith('.yml'))
      .flatMap(name => [...read(name).matchAll(/param:([\w-]+)/g)])
    const [, table = ''] = /\n## (?:Parameters|参数)\n([\s\S]*?)\n## /.exec(page) ?? []
    const rows = table.split('\n').filter(line => line.startsWith('| `'))
    const named = rows.flatMap(line => [...(line.split('|')[1] ?? '').matchAll(/`([\w-]+)`/g)])
    const names = (found: RegExpExecArray[]) => [...new Set(found.map(([, name]) => name))].toSorted()
    expect(names(named)).toEqual(names(taken))
  })

  test('names every output that somebody needs', () => {
    const outputs = readdirSync(join(root, 'infra')).flatMap(file => {
      const [, part = ''] = file.endsWith('.yml')
        ? (/\nOutputs:\n([\s\S]*?)(?:\n\w|$)/.exec(read(`infra/${file}`)) ?? [])
        : []
      return [...part.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name)
    })
    expect(outputs).toContain('OperatorPolicyArn')
    for (const name of ['HttpApiUrl', 'HttpApiId', ...outputs]) expect(page).toContain(`\`${name}\``)
  })
})
