import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LOG_EVENTS } from '../../functions/signals/log-events.ts'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

type Part = { heading: string; text: string }

/** What stands under each heading of the second level. */
const partsOf = (page: string): Part[] =>
  page
    .split('\n## ')
    .slice(1)
    .map(part => ({ heading: part.split('\n', 1)[0] ?? '', text: part }))

const english = partsOf(read('docs/runbook.md'))
const chinese = partsOf(read('docs/runbook.zh-CN.md'))
const commandsOf = ({ text }: Part) => text.match(/```sh\n[\s\S]*?```/g) ?? []

/** Of each alarm the section that its description names. */
const named = [...read('infra/alarms.yml').matchAll(/^ {2}(\w+Alarm):\n[\s\S]*?AlarmDescription: (.*)$/gm)].map(
  ([, alarm = '', description = '']) => ({
    alarm,
    section: /\. docs\/runbook\.md#([\w-]+)$/.exec(description)?.[1] ?? '',
  }),
)

test('every alarm names a section of the runbook, and every section has its alarm', () => {
  const sections = english.map(({ heading }) => heading.toLowerCase().replaceAll(' ', '-'))
  expect(named.map(({ section }) => section)).toEqual(sections)
  for (const [at, { alarm }] of named.entries()) {
    expect(english[at]?.text).toContain(`\n\nAlarm \`${alarm}\`.\n\n`)
    expect(chinese[at]?.text).toContain(`\n\n告警 \`${alarm}\`。\n\n`)
  }
  expect(chinese).toHaveLength(english.length)
})

describe.each(english.map((part, at) => ({ at, ...part })))('$heading', ({ at, text }) => {
  test('says what it means, what is safe, where to look, what to do and when it ends, in both languages', () => {
    const bold = (page: string | undefined) => page?.match(/^\*\*.+?\*\*/gm)
    expect(bold(text)).toEqual(['**Means.**', '**Safe.**', '**Look.**', '**Do.**', '**Ends**'])
    expect(bold(chinese[at]?.text)).toEqual(['**含义。**', '**是否安全。**', '**查看。**', '**处理。**', '**结束。**'])
  })

  test('gives the same commands in both languages, at least one', () => {
    const commands = commandsOf({ heading: '', text })
    expect(commands).not.toEqual([])
    expect(chinese[at] && commandsOf(chinese[at])).toEqual(commands)
  })
})

test('what the log is searched for is what is logged', () => {
  const patterns = english.flatMap(commandsOf).flatMap(text => text.match(/--filter-pattern '.*?'/g) ?? [])
  const searched = patterns.flatMap(text =>
    [...text.matchAll(/\$\.message = "(\w+)"/g)].map(([, event]) => ({ event, text })),
  )
  expect(searched.length).toBeGreaterThan(10)
  for (const { event, text } of searched) {
    const entries = Object.entries(LOG_EVENTS).find(([name]) => name === event)?.[1].entries
    expect([event, entries]).toEqual([event, expect.any(Object)])
    if (searched.filter(one => one.text === text).length > 1) continue
    const facts = [...text.matchAll(/\$\.(\w+)/g)].map(([, fact = '']) => fact).filter(fact => fact !== 'message')
    expect(Object.keys(entries ?? {})).toEqual(expect.arrayContaining(facts))
  }
})
