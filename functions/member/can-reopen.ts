/** Rejections that another sending of the same row may mend (DESIGN section 5, Ledger). */
const MENDABLE: ReadonlySet<string> = new Set(['unrecognised_refusal', 'stale_wechatpay_serial'])

/** Whether a row that ended like this can be opened again and sent once more. */
export function canReopen({ state, code }: { state: string; code?: string | undefined }): boolean {
  return state === 'unsettled' || (state === 'rejected' && code !== undefined && MENDABLE.has(code))
}
