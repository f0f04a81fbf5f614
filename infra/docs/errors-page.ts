import { type Language, SECTIONS, type Section } from './error-sections.ts'
import { markdownTable } from './markdown-table.ts'

const WORDS = {
  en: {
    title: 'Errors',
    other: '[中文](errors.zh-CN.md)',
    intro:
      'Every code that this product gives, what it means and what to do. Codes are stable: scripts may rely on them. Sentences are not.',
    head: { code: 'code', status: 'status', field: 'field', sentence: 'what it means', mend: 'what to do' },
    exit: 'Exit codes of the command',
    exits: [
      ['0', 'All rows ended well.', 'Nothing.'],
      ['1', 'Some rows did not, or something outside failed.', 'See `results JOB -o DIR`, or the message on stderr.'],
      ['2', 'Usage or configuration.', 'Do what the message on stderr says; the next command stands below it.'],
      ['130', 'Interrupted.', 'Nothing is lost: the same command goes on where it stopped.'],
    ],
  },
  zh: {
    title: '错误代码',
    other: '[English](errors.md)',
    intro: '本产品给出的所有代码、含义与处理办法。代码是稳定的，脚本可以依赖；句子则不是。',
    head: { code: '代码', status: '状态码', field: '字段', sentence: '含义', mend: '处理办法' },
    exit: '命令的退出码',
    exits: [
      ['0', '所有行都成功。', '无需处理。'],
      ['1', '有些行没有成功，或外部出了问题。', '见 `results JOB -o DIR`，或 stderr 上的消息。'],
      ['2', '用法或配置有误。', '按 stderr 上的消息处理；下一条命令写在其后。'],
      ['130', '被中断。', '没有丢失任何内容：同一条命令会从停下之处继续。'],
    ],
  },
} as const

/** docs/errors.md or docs/errors.zh-CN.md: each code once in the set that it is of. */
export function renderErrors(language: Language): string {
  const { title, other, intro, head, exit, exits } = WORDS[language]
  const parts = [
    '<!-- Made by `npm run docs`; what stands here is changed in the catalogues that infra/docs/error-sections.ts names. -->',
    `# ${title}`,
    other,
    intro,
    ...SECTIONS.map(section => renderSection(section, language)),
    `## ${exit}`,
    markdownTable([head.code, head.sentence, head.mend], exits),
  ]
  return `${parts.join('\n\n')}\n`
}

function renderSection({ title, where, codes, inChinese }: Section, language: Language): string {
  const { head } = WORDS[language]
  const all = Object.entries(codes)
  const hasStatus = all.some(([, { status }]) => status !== undefined)
  const hasField = all.some(([, { pointer }]) => pointer !== undefined)
  const rows = all.map(([code, reason]) => {
    const { sentence = '', mend = '' } = language === 'zh' ? (inChinese[code] ?? {}) : reason
    return [
      `\`${code}\``,
      ...(hasStatus ? [String(reason.status ?? '')] : []),
      ...(hasField ? [reason.pointer === undefined ? '' : `\`${reason.pointer}\``] : []),
      sentence,
      mend,
    ]
  })
  const columns = [
    head.code,
    ...(hasStatus ? [head.status] : []),
    ...(hasField ? [head.field] : []),
    head.sentence,
    head.mend,
  ]
  return `## ${title[language]}\n\n${where[language]}\n\n${markdownTable(columns, rows)}`
}
