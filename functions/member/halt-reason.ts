import * as v from 'valibot'
import { HALTS, type HaltReason } from './reasons.ts'
import { stating } from './stating.ts'

export const HaltReasonSchema = stating(
  v.custom<HaltReason>(reason => typeof reason === 'string' && Object.hasOwn(HALTS, reason)),
  { type: 'string', enum: Object.keys(HALTS) },
)
