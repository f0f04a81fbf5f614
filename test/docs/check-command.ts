import { globSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import * as v from 'valibot'
import { createProgram } from '../../cli/program.ts'
import product from '../../package.json' with { type: 'json' }
import { checkAws } from './check-aws.ts'

const root = join(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)

const Options = v.record(v.string(), v.looseObject({ shortcut: v.optional(v.string()) }))
const Osls = v.map(v.string(), v.looseObject({ options: v.optional(Options, {}) }))
const osls = v.parse(Osls, require('osls/lib/cli/commands-schema/aws-service.js'))

/** What every Unix machine has, and functions that a page itself defines: taken with any words. */
const TOOLS = ['base64', 'cat', 'cut', 'echo', 'od', 'tr', 'hex']

/** What npm does without a script. */
const NPM = ['audit', 'ci', 'install']

/** Programs that are not of this project: their subcommands or options that documents use, as their manuals list them. */
const MANUALS: Readonly<Record<string, readonly string[]>> = {
  curl: ['-i', '-H', '-d', '--data', '--user', '--aws-sigv4'],
  openssl: ['asn1parse', 'dgst', 'enc', 'pkcs8', 'pkeyutl', 'rand', 'req', 'rsa'],
}

const PROGRAMS: Readonly<Record<string, (words: readonly string[]) => string[] | Promise<string[]>>> = {
  aws: checkAws,
  npm: checkNpm,
  npx: checkNpx,
  node: ([option, script = '']) => (option === '-e' && compiles(script) ? [] : ['node -e']),
  curl: words => words.filter(word => /^--?[a-z]/i.test(word) && !MANUALS['curl']?.includes(word)),
  openssl: ([command = '']) => (MANUALS['openssl']?.includes(command) ? [] : [`openssl ${command}`]),
  ...Object.fromEntries(TOOLS.map(tool => [tool, () => []])),
}

/** What of a command is not known: the program, its command, an option. Nothing is run. */
export async function checkCommand([program = '', ...words]: readonly string[]): Promise<string[]> {
  return (await PROGRAMS[program]?.(words)) ?? [program]
}

/** Scripts are those of package.json; that each runs is seen by .ci/run and by the suites. */
async function checkNpm([command = '', ...words]: readonly string[]): Promise<string[]> {
  if (NPM.includes(command)) return []
  const [script = '', separator, ...behind] = command === 'run' ? words : [command, ...words]
  if (!Object.hasOwn(product.scripts, script)) return [`npm run ${script}`]
  if (script === 'member-import') return await checkMemberImport(behind)
  if (script === 'package') return checkOsls(['package', ...behind])
  return separator === undefined || behind.every(word => word === '--help') ? [] : behind
}

/** Takes a command line as the command does, without running anything; what it refuses is said on stderr. */
async function checkMemberImport(words: readonly string[]): Promise<string[]> {
  if (words[0] === '--help') return []
  let ran = 0
  const program = createProgram(async () => {
    ran += 1
  })
  await program.parseAsync([...words], { from: 'user' }).catch(() => undefined)
  return ran === 1 ? [] : [`member-import ${words.join(' ')}`]
}

function checkNpx([program, ...words]: readonly string[]): string[] {
  if (program === 'osls') return checkOsls(words)
  if (program !== 'vitest' || words[0] !== 'run') return [`npx ${program}`]
  // The files that are there begin with what is given.
  return words.slice(1).filter(word => word !== '-c' && globSync(`${word}*`, { cwd: root }).length === 0)
}

function checkOsls(words: readonly string[]): string[] {
  const options = words.filter(word => word.startsWith('-'))
  const first = words.findIndex(word => word.startsWith('-'))
  const name = words.slice(0, first === -1 ? words.length : first).join(' ')
  const known = osls.get(name)?.options
  if (known === undefined) return [`osls ${name}`]
  return options.filter(option => !Object.hasOwn(known, option.replace(/^--/, '').replace(/=.*/, '')))
}

function compiles(script: string): boolean {
  try {
    return new Function(script) instanceof Function
  } catch {
    return false
  }
}
