import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { JOB_ID } from '../functions/member/job-id.ts'
import { COMMAND, type ExitCode } from './command-error.ts'
import { cancelJob } from './commands/cancel.ts'
import { checkMembers } from './commands/check.ts'
import { examineCredential } from './commands/doctor.ts'
import { importMembers } from './commands/import.ts'
import { redrive } from './commands/redrive.ts'
import { reportJob } from './commands/report.ts'
import { fetchResults } from './commands/results.ts'
import { resumeJob } from './commands/resume.ts'
import { showJobs } from './commands/status.ts'
import type { Context } from './context.ts'

export type RunCommand = (quiet: boolean, command: (context: Context) => Promise<ExitCode>) => Promise<void>

/** The command line: every command with its options, and examples. Throws a CommanderError for what it does not take. */
export function createProgram(run: RunCommand) {
  const program = new Command('member-import')
    .description('Imports the members of a file into WeChat Pay brand membership; every row is accounted for.')
    .usage('<command> [options]')
    .exitOverride()
    .showHelpAfterError(`Next: ${COMMAND} --help`)
    .addHelpText('after', HELP)

  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('-q, --quiet', 'say nothing but data and errors')
      .option('--stack <name>', 'a deployed stack, with the AWS credentials of the environment')
      .addOption(
        new Option('--live <credential.json>', 'the embedded stack calls WeChat Pay itself').conflicts('stack'),
      )

  command('check', 'every fault of a file, offline; with a stack also against the card template')
    .argument('<file>', FILE)
    .option('--brand-id <id>', BRAND)
    .option('--card-id <id>', 'the card template')
    .option('--defaults <file.json>', DEFAULTS)
    .option('--local', 'check against the template of the embedded stack')
    .option('--json', JSON_LINES)
    .action((file, options) => run(options.quiet === true, context => checkMembers(file, options, context)))

  command('import', 'check a file, encrypt it here, queue it; the same command goes on where it stopped')
    .argument('<file>', FILE)
    .requiredOption('--card-id <id>', 'the card template')
    .option('--brand-id <id>', BRAND)
    .option('--defaults <file.json>', DEFAULTS)
    .option('--job-id <id>', 'a name of your own (default: from the hash of the file)', jobId)
    .option('--dry-run', 'check only')
    .option('--first <n>', 'so many rows are tried first; 0: all at once', wholeNumber, 20)
    .option('--max-bad-records <n>', 'so many faulty rows are left out and recorded as rejected', wholeNumber, 0)
    .option('--follow', 'stay until the job has ended (default on a terminal, and with the embedded stack)')
    .option('--no-follow', 'leave when all rows are queued')
    .option('--json', JSON_LINES)
    .action((file, options) => run(options.quiet === true, context => importMembers(file, options, context)))

  command('status', 'how a job stands, or all jobs')
    .argument('[job]')
    .option('--follow', FOLLOW)
    .option('--json', JSON_LINES)
    .action((job, options) => run(options.quiet === true, context => showJobs(job, options, context)))

  command('results', 'what became of every row, as files')
    .argument('<job>')
    .requiredOption('-o, --output <folder>', 'where the files go')
    .option('--original <file>', 'the file of the job: failed rows come back as they stand there')
    .action((job, options) => run(options.quiet === true, context => fetchResults(job, options, context)))

  command('report', 'what a job came to, as one page to read, print and hand on')
    .argument('<job>')
    .requiredOption('-o, --output <file.html>', 'the page; nothing personal is in it')
    .action((job, options) => run(options.quiet === true, context => reportJob(job, options, context)))

  command('cancel', 'rows that were not called yet stay unprocessed')
    .argument('<job>')
    .option('--json', JSON_LINES)
    .action((job, options) => run(options.quiet === true, context => cancelJob(job, options, context)))

  command('resume', 'lift the halts that hold a job, when their reason is mended')
    .argument('<job>')
    .option('--follow', FOLLOW)
    .action((job, options) => run(options.quiet === true, context => resumeJob(job, options, context)))

  command('redrive', 'send the dead letters again, as the same rows of the same jobs').action(options =>
    run(options.quiet === true, context => redrive(options, context)),
  )

  program
    .command('doctor')
    .description('what is wrong with a credential: offline, and if asked by calling WeChat Pay')
    .argument('<file...>', 'the credential secret (JSON), keys and certificates, in any number but one secret')
    .option('-q, --quiet', 'say nothing but data and errors')
    .option('--call', 'call WeChat Pay itself with the credential: harmless, and no member is touched')
    .addOption(new Option('--simulator <url>', 'call a simulator in its place').argParser(origin).conflicts('call'))
    .option('--json', JSON_LINES)
    .action((files, options) => run(options.quiet === true, context => examineCredential(files, options, context)))

  return program
}

function origin(text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new InvalidArgumentError('It must be a URL without a path, as npm run simulator prints it.')
  }
  return url.origin
}

function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

function jobId(text: string): string {
  if (!JOB_ID.test(text)) throw new InvalidArgumentError('Use 1 to 64 letters, digits, _ and -.')
  return text
}

const FILE = 'CSV or JSONL; - is stdin'
const BRAND = 'the brand; a brand credential has its own'
const DEFAULTS = 'what is the same for every row: part of an import request'
const FOLLOW = 'stay until it has ended'
const JSON_LINES = 'data as JSON lines'

const HELP = `
Examples, each after ${COMMAND}
  check members.csv
  import members.csv --brand-id 1004 --card-id pbLatjvWOibDc5-TBnbUk1pD12o0
  import members.csv --brand-id 1004 --card-id p… --stack members --job-id spring
  import members.csv --brand-id 1004 --card-id p… --live credential.json
  status spring --follow --stack members
  results spring -o results --original members.csv --stack members
  report spring -o report.html --stack members
  doctor credential.json --call

Without --stack a stack runs on this machine, its state in .member-import/, against a simulator of
WeChat Pay; with --live against WeChat Pay itself.
Exit codes: 0 all rows ended well, 1 some did not, 2 usage or configuration, 130 interrupted.
`
