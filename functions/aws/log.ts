import { Logger } from '@aws-lambda-powertools/logger'
import type { Log } from '../ports.ts'
import { pickFacts } from '../signals/pick-facts.ts'

/**
 * The log, a JSON line for each event. `serviceName`: which deployment it is; `level`: POWERTOOLS_LOG_LEVEL, of which
 * WARN leaves out what goes well. It is weighed here because Powertools goes by Lambda's own level alone, which Lambda
 * sets to INFO with JSON logs, and which has to stay there: above it Lambda drops the metrics too, as lines without a
 * level (AWS Lambda, "Log-level filtering").
 */
export function createLog(serviceName: string, level = 'INFO'): Log & { begin(functionRequestId: string): void } {
  const logger = new Logger({ serviceName })
  const quiet = ['WARN', 'ERROR', 'CRITICAL', 'SILENT'].includes(level.toUpperCase())
  return {
    /** Every line from now on is of this invocation. */
    begin: functionRequestId => logger.appendKeys({ function_request_id: functionRequestId }),
    info(event, ...[facts = {}]) {
      if (!quiet) logger.info(event, pickFacts(event, facts))
    },
    warn: (event, ...[facts = {}]) => logger.warn(event, pickFacts(event, facts)),
  }
}
