import { LOG_EVENTS } from '../../functions/signals/log-events.ts'
import { METRICS, NAMESPACE } from '../../functions/signals/metric-list.ts'
import { METRICS_ZH } from '../../functions/signals/metric-list-zh.ts'
import type { Language } from './error-sections.ts'
import { LOG_EVENT_MEANINGS } from './log-event-meanings.ts'
import { markdownTable } from './markdown-table.ts'

const WORDS = {
  en: {
    metrics: ['metric', 'unit', 'by', 'what it tells'],
    events: ['message', 'what happened', 'facts'],
    and: ' and ',
    or: '; ',
  },
  zh: { metrics: ['指标', '单位', '维度', '含义'], events: ['名称', '发生了什么', '内容'], and: ' 与 ', or: '；' },
} as const

const inChinese: Readonly<Record<string, string>> = METRICS_ZH
const facts: Readonly<Record<string, { readonly entries: object }>> = LOG_EVENTS

/** docs/metrics.md or docs/metrics.zh-CN.md: what is measured and logged, by the lists that the code goes by. */
export function renderMetrics(language: Language): string {
  const words = WORDS[language]
  const metrics = Object.entries(METRICS).map(([name, { unit, by, meaning }]) => {
    const sets = by.map(set => set.join(words.and)).join(words.or)
    return [`\`${name}\``, unit, sets, language === 'zh' ? (inChinese[name] ?? '') : meaning]
  })
  const events = Object.entries(LOG_EVENT_MEANINGS).map(([name, meaning]) => [
    `\`${name}\``,
    meaning[language],
    Object.keys(facts[name]?.entries ?? {}).join(', '),
  ])
  const page = PAGES[language](markdownTable(words.metrics, metrics), markdownTable(words.events, events))
  return `<!-- Made by \`npm run docs\`; what stands here is changed in functions/signals/ and infra/docs/. -->\n\n${page}`
}

const PAGES: Readonly<Record<Language, (metrics: string, events: string) => string>> = {
  en: (metrics, events) => `# Metrics and logs

[中文](metrics.zh-CN.md)

What to do when an alarm goes off is in the [runbook](runbook.md). The dashboard has the name of the stack.

## Metrics

In the namespace \`${NAMESPACE}\`, each with the dimension \`service\`, which is the name of the stack, and those named here. They are
written to the log in CloudWatch's embedded format when an invocation ends: three or four lines for a batch of fifty rows. No dimension
is of a person, a job or a card.

${metrics}

## Log entries

One JSON line each, in \`/aws/lambda/STACK-queue\` and \`/aws/lambda/STACK-http\`. \`message\` is the name of the entry. \`function_request_id\` is the
invocation, \`job_id\` and \`row\` the row, \`request_id\` the Request-ID of WeChat Pay. A fact that is not listed here cannot be logged; openid,
card code and personal fields are not listed.

${events}

## Level

The parameter \`log-level\` is \`INFO\`, or \`WARN\` to leave out what goes well: calls that were answered, batches, and rows that ended, but for
what is among the dead letters. It reaches the functions as \`POWERTOOLS_LOG_LEVEL\`. Lambda's own level (\`ApplicationLogLevel\`) has to stay at \`INFO\`: above it Lambda drops lines without a level, which
the metrics are, and every alarm on them would be silent.

## What it costs

At \`INFO\` a row writes some 0.7 kB: a line for its call, one for its end, and its part of batch and metrics. A million rows are 0.7 GB. At
\`WARN\` the metrics remain, some 0.05 GB. CloudWatch takes 0.50 US dollars and more for a GB, by Region, once, and little for keeping it for 90
days; each metric in use 0.30 a month, some thirty of them while a file is imported. The writes to the table cost several times as much.
`,
  zh: (metrics, events) => `# 指标与日志

[English](metrics.md)

告警响起时怎么办，见[运维手册](runbook.zh-CN.md)。仪表盘与栈同名。

## 指标

在命名空间 \`${NAMESPACE}\` 中，每个指标都有维度 \`service\`（即栈名），以及表中所列的维度。函数每次运行结束时，以 CloudWatch 的嵌入式格式写入日志：
一批五十行写三四条日志。没有任何维度涉及人、任务或会员卡。

${metrics}

## 日志条目

每条是一行 JSON，在 \`/aws/lambda/STACK-queue\` 与 \`/aws/lambda/STACK-http\` 中。\`message\` 是条目的名称。\`function_request_id\` 指函数的那次运行，
\`job_id\` 与 \`row\` 指那一行，\`request_id\` 是微信支付的 Request-ID。这里没有列出的内容不会写入日志；openid、会员卡 code 与个人信息都不在其中。

${events}

## 级别

参数 \`log-level\` 为 \`INFO\`；设为 \`WARN\` 则不记录正常的情况：得到应答的调用、批次，以及已结束的行（死信队列中的除外）。它以 \`POWERTOOLS_LOG_LEVEL\` 传给函数。
Lambda 自己的级别（\`ApplicationLogLevel\`）必须保持为 \`INFO\`：高于它时 Lambda 会丢弃没有级别的日志，而指标正是这样的日志，于是依赖指标的告警都不会响。

## 费用

在 \`INFO\` 级别，一行约写 0.7 kB：调用一条，结束一条，以及分摊的批次与指标。一百万行为 0.7 GB。在 \`WARN\` 级别只剩指标，约 0.05 GB。
CloudWatch 每 GB 一次性收取 0.50 美元或更多，因区域而异，保存 90 天另收很少；每个使用中的指标每月 0.30 美元，导入文件期间约三十个。
对表的写入费用是它的数倍。
`,
}
