/** Checks one file, then checks and encrypts it as an import does, and tells its parent how long each took. */
import { generateKeyPairSync } from 'node:crypto'
import { dirname } from 'node:path'
import { checkMemberFile } from '../../cli/file/check-member-file.ts'
import { repeatBytes } from '../../cli/file/check-row.ts'
import { openMemberFile } from '../../cli/file/open-member-file.ts'
import { encryptPersonalFields } from '../../functions/wechatpay/encrypt-personal-fields.ts'
import { CHECKED_AT } from '../cli/file/generate-members.ts'
import type { CheckSpeed } from './measure-check.ts'

const MB = 1_048_576
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const [path = ''] = process.argv.slice(2)
const context = { now: CHECKED_AT, common: { brand_id: '1004', card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0' } }

const file = await openMemberFile(path, dirname(path))

/** Rows per second of processor time, which a busy machine does not spoil. */
async function pass(work: (request: object) => void): Promise<{ rows: number; perSecond: number }> {
  const begun = process.cpuUsage()
  let rows = 0
  for await (const { row, request } of checkMemberFile(file, context)) {
    if (!request) throw new Error(`Row ${row} has faults.`)
    work(request)
    rows += 1
  }
  const { user, system } = process.cpuUsage(begun)
  return { rows, perSecond: (rows * 1_000_000) / (user + system) }
}

const checked = await pass(() => {})
const encrypted = await pass(request => JSON.stringify(encryptPersonalFields(request, publicKey)))
await file.close()
const speed: CheckSpeed = {
  rows: checked.rows,
  checkPerSecond: checked.perSecond,
  encryptPerSecond: encrypted.perSecond,
  peakMb: process.resourceUsage().maxRSS / 1_024,
  tablesMb: repeatBytes(checked.rows) / MB,
}
process.send?.(speed)
