import { LOG_EVENTS, type LogEvent } from '../../functions/signals/log-events.ts'
import { METRICS, NAMESPACE } from '../../functions/signals/metric-list.ts'
import { markdownTable } from './markdown-table.ts'

const EVENTS: Readonly<Record<LogEvent, string>> = {
  call: 'one call to WeChat Pay; `waited_ms` for its permit',
  batch_ended: 'one batch of the queue; `oldest_s` is the age of its oldest message',
  row_ended: 'a row, or a message of no row, has ended',
  member_ended: 'an import by HTTP has ended',
  request_failed: 'a request by HTTP met an error; it was answered with 500',
  attempt_failed: 'an error between sending and record: the member is asked about after its lease',
  message_failed: 'an error sent a message back to the queue',
  near_their_end: 'so many messages of a batch are older than 12 days',
  hiding_failed: 'messages come back after the visibility timeout, not at their time',
  giving_in_failed: 'a message at its end could not be given up, and is kept',
  hand_over_failed: 'the queue did not take what an HTTP request left unknown',
  halted: 'a halt was raised',
  halt_ended: 'a halt of the credential ended by a new version of the secret',
  raising_failed: 'the halt of a broken configuration could not be recorded',
  credential_broken: 'the secret, or the key that signs in its place, cannot be used',
  credential_not_refreshed: 'the secret could not be read again; the version in hand stays',
  certificates_not_renewed: 'platform certificates could not be fetched; those in hand stay',
  private_key_left: 'KMS signs, and the secret still holds a private key',
  signing_failed: 'KMS did not sign just now; the call is made later',
  configuration_broken: 'the environment of the function cannot be used',
  no_import_queue_url: 'IMPORT_QUEUE_URL is not set: messages are not hidden',
  no_dead_letter_queue_url: 'DEAD_LETTER_QUEUE_URL is not set: nothing is copied there',
  no_queue_to_settle: 'IMPORT_QUEUE_URL is not set: an unknown outcome is not handed over',
}

/** docs/metrics.md: what is measured and logged, by the lists that the code goes by. */
export function renderMetrics(): string {
  const metrics = Object.entries(METRICS).map(([name, { unit, by, meaning }]) => {
    const sets = by.map(set => set.join(' and '))
    return [`\`${name}\``, unit, sets.length === 0 ? '' : sets.join('; '), meaning]
  })
  const events = Object.entries(EVENTS).map(([name, meaning]) => {
    const { entries } = Object.entries(LOG_EVENTS).find(([known]) => known === name)?.[1] ?? { entries: {} }
    return [`\`${name}\``, meaning, Object.keys(entries).join(', ')]
  })
  return `<!-- Made by \`npm run docs\`; what stands here is changed in functions/signals/ and infra/docs/metrics-page.ts. -->

# Metrics and logs

What to do when an alarm goes off is in the [runbook](runbook.md). The dashboard has the name of the stack.

## Metrics

In the namespace \`${NAMESPACE}\`, each with the dimension \`service\`, which is the name of the stack, and those named here. They are
written to the log in CloudWatch's embedded format when an invocation ends: three or four lines for a batch of fifty rows. No dimension
is of a person, a job or a card.

${markdownTable(['metric', 'unit', 'by', 'what it tells'], metrics)}

## Log entries

One JSON line each, in \`/aws/lambda/STACK-queue\` and \`/aws/lambda/STACK-http\`. \`message\` is the name of the entry. \`function_request_id\` is the
invocation, \`job_id\` and \`row\` the row, \`request_id\` the Request-ID of WeChat Pay. A fact that is not listed here cannot be logged; openid,
card code and personal fields are not listed.

${markdownTable(['message', 'what happened', 'facts'], events)}

## Level

The parameter \`log-level\` is \`INFO\`, or \`WARN\` to leave out what goes well: calls, batches, and rows that ended. It reaches the functions as
\`POWERTOOLS_LOG_LEVEL\`. Lambda's own level (\`ApplicationLogLevel\`) has to stay at \`INFO\`: above it Lambda drops lines without a level, which
the metrics are, and every alarm on them would be silent.

## What it costs

At \`INFO\` a row writes some 0.7 kB: a line for its call, one for its end, and its part of batch and metrics. A million rows are 0.7 GB. At
\`WARN\` the metrics remain, some 0.05 GB. CloudWatch takes 0.50 US dollars and more for a GB, by Region, once, and little for keeping it for 90
days; each metric in use 0.30 a month, some thirty of them while a file is imported. The writes to the table cost several times as much.
`
}
