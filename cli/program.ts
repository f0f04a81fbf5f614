import { Command, InvalidArgumentError, Option } from 'commander'
import { COMMAND, type ExitCode } from './command-error.ts'
import { cancelJob } from './commands/cancel.ts'
import { checkMembers } from './commands/check.ts'
import { importMembers } from './commands/import.ts'
import { redrive } from './commands/redrive.ts'
import { fetchResults } from './commands/results.ts'
import { resumeJob } from './commands/resume.ts'
import { showJobs } from './commands/status.ts'
import type { Context } from './context.ts'

export type RunCommand = (quiet: boolean, command: (context: Context) => Promise<ExitCode>) => Promise<void>

/** The command line: every command with its options, and examples. Throws a CommanderError for what it does not take. */
export function createProgram(run: RunCommand): Command {
  const program = new Command('member-import')
    .description('Imports the members of a file into WeChat Pay brand membership; every row is accounted for.')
    .usage('<command> [options]')
    .exitOverride()
    .showHelpAfterError(`Next: ${COMMAND} --help`)
    .addHelpText('after', HELP)

  const command = (usage: string, description: string) =>
    program
      .command(usage)
      .description(description)
      .option('-q, --quiet', 'say nothing but data and errors', false)
      .addOption(new Option('--stack <name>', 'a deployed stack, with the AWS credentials of the environment'))
      .addOption(
        new Option('--live <credential.json>', 'the embedded stack calls WeChat Pay itself').conflicts('stack'),
      )
  const withSource = (made: Command) =>
    made
      .option('--brand-id <id>', 'the brand; a brand credential has its own')
      .option('--defaults <file.json>', 'what is the same for every row: part of an import request')
      .option('--json', 'data as JSON lines', false)

  withSource(command('check <file>', 'every fault of a file, offline; with a stack also against the card template'))
    .option('--card-id <id>', 'the card template')
    .option('--local', 'check against the template of the embedded stack', false)
    .action(async (file, options) => run(options.quiet, context => checkMembers(file, options, context)))

  withSource(command('import <file>', 'check a file, encrypt it here, queue it; the same command goes on'))
    .requiredOption('--card-id <id>', 'the card template')
    .option('--job-id <id>', 'a name of your own (default: from the hash of the file)', jobId)
    .option('--dry-run', 'check only', false)
    .option('--first <n>', 'so many rows are tried first; 0: all at once', wholeNumber, 20)
    .option('--max-bad-records <n>', 'so many faulty rows are left out and recorded as rejected', wholeNumber, 0)
    .option('--follow', 'stay until the job has ended (default on a terminal)', Boolean(process.stdout.isTTY))
    .option('--no-follow', 'leave when all rows are queued')
    .action(async (file, options) => run(options.quiet, context => importMembers(file, options, context)))

  command('status [job]', 'how a job stands, or all jobs')
    .option('--follow', 'stay until it has ended', false)
    .option('--json', 'as JSON', false)
    .action(async (job, options) => run(options.quiet, context => showJobs(job, options, context)))

  command('results <job>', 'what became of every row, as files')
    .requiredOption('-o, --output <folder>', 'where the files go')
    .option('--original <file>', 'the file of the job: failed rows come back as they stand there')
    .action(async (job, options) => run(options.quiet, context => fetchResults(job, options, context)))

  command('cancel <job>', 'rows that were not called yet stay unprocessed')
    .option('--json', 'as JSON', false)
    .action(async (job, options) => run(options.quiet, context => cancelJob(job, options, context)))

  command('resume <job>', 'lift the halts that hold a job, when their reason is mended')
    .option('--follow', 'stay until it has ended', false)
    .action(async (job, options) => run(options.quiet, context => resumeJob(job, options, context)))

  command('redrive', 'send the dead letters again, as the same rows of the same jobs').action(async options =>
    run(options.quiet, context => redrive(options, context)),
  )

  return program
}

function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

function jobId(text: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(text)) throw new InvalidArgumentError('Use 1 to 64 letters, digits, _ and -.')
  return text
}

const HELP = `
Examples, each after ${COMMAND}
  check members.csv
  import members.csv --brand-id 1004 --card-id pbLatjvWOibDc5-TBnbUk1pD12o0
  import members.csv --brand-id 1004 --card-id p… --stack members --job-id spring
  import members.csv --brand-id 1004 --card-id p… --live credential.json
  status spring --follow --stack members
  results spring -o results --original members.csv --stack members

Without --stack a stack runs on this machine, its state in .member-import/, against a simulator of
WeChat Pay; with --live against WeChat Pay itself.
Exit codes: 0 all rows ended well, 1 some did not, 2 usage or configuration, 130 interrupted.
`
