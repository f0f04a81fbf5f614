/** What was looked at; stable, for scripts. */
export type Check =
  | 'json'
  | 'field'
  | 'kind'
  | 'damage'
  | 'identity'
  | 'fit'
  | 'serial'
  | 'dates'
  | 'wechatpay_key'
  | 'previous'
  | 'secret'
  | 'reach'
  | 'clock'
  | 'certificates'
  | 'signing'
  | 'verifying'
  | 'encrypting'
  | 'decrypting'

/**
 * What one check came to. `where`: file, field or host. `says` and `mend` are sentences, without any value of the secret;
 * serials and dates of certificates, which are public, may stand in them.
 */
export type Finding = {
  verdict: 'ok' | 'wrong' | 'doubtful'
  check: Check
  where: string
  says: string
  mend?: string
}

export const ok = (check: Check, where: string, says: string): Finding => ({ verdict: 'ok', check, where, says })

/** The credential does not work, or will not be accepted. */
export const wrong = (check: Check, where: string, says: string, mend: string): Finding => ({
  verdict: 'wrong',
  check,
  where,
  says,
  mend,
})

/** It may work: somebody should look at it, or it could not be found out. */
export const doubtful = (check: Check, where: string, says: string, mend: string): Finding => ({
  verdict: 'doubtful',
  check,
  where,
  says,
  mend,
})
