import type { Local, LocalOptions } from '../../infra/local/start-local.ts'
import { startLocal as start } from '../../infra/local/start-local.ts'

/** The credentials that the suite runs with, one after another: `npm test` with the first, `npm run test:credentials` with the others. */
const CREDENTIALS: Record<string, Pick<LocalOptions, 'credential' | 'keys'>> = {
  secret: {},
  kms: { keys: 'kms' },
  certificates: { credential: 'partner_certificates' },
  brand: { credential: 'brand' },
}

/** What `CREDENTIAL` names, `secret` without it. */
const CREDENTIAL = process.env['CREDENTIAL'] ?? 'secret'

/** The local stack with the credential of this run. A test that is about one credential starts its own stack. */
export async function startLocal(options: Omit<LocalOptions, 'credential' | 'keys'> = {}): Promise<Local> {
  const chosen = CREDENTIALS[CREDENTIAL]
  if (!chosen) throw new Error(`CREDENTIAL must be one of ${Object.keys(CREDENTIALS).join(', ')}.`)
  return await start({ ...options, ...chosen })
}
