import type { AwsFault, Service } from './aws-faults.ts'
import { between, pick, type Random } from './draw.ts'

/** A fault of the simulator, with its chance for each call. */
export type Rule = { fault: string; chance: number }

/** What comes over all calls for a while, once so many rows have ended: a busy machine meets as many as an idle one. */
export type Spell = { afterRows: number; forMs: number } & (
  | { kind: 'wechatpay'; rule: Rule }
  | { kind: 'host'; cut: readonly ('primary' | 'backup')[] }
  | { kind: 'aws'; service: Service; fault: AwsFault }
  | { kind: 'kill' }
)

export type Weather = { visibilitySeconds: number; skewed: boolean; spells: Spell[] }

/**
 * What any call to WeChat Pay may meet. Work that goes on after its connection is gone ends well before 6 s after the
 * sending (the call's limit of 1 s, and 5 s), also by a clock that is 2 s ahead. Five members running whose answers cannot
 * be verified would halt the credential: that is another test's matter (test/e2e/waiting.test.ts), and at these chances none.
 */
export const ALWAYS: readonly Rule[] = [
  { fault: 'reset_before', chance: 0.01 },
  { fault: 'reset_after', chance: 0.015 },
  { fault: 'late_work;1500', chance: 0.01 },
  { fault: 'late_work;3300', chance: 0.01 },
  { fault: 'truncated', chance: 0.01 },
  { fault: 'forged_signature', chance: 0.008 },
  { fault: 'probe_signature', chance: 0.015 },
  { fault: 'stale_timestamp', chance: 0.003 },
  { fault: 'future_timestamp', chance: 0.003 },
  { fault: 'unknown_serial', chance: 0.003 },
  { fault: 'no_signature', chance: 0.007 },
  { fault: 'refusal_unsigned', chance: 0.01 },
  { fault: 'server_error', chance: 0.006 },
  { fault: 'server_error_unsigned', chance: 0.006 },
  { fault: 'bad_gateway', chance: 0.01 },
  { fault: 'unavailable', chance: 0.006 },
  { fault: 'unavailable_unsigned', chance: 0.006 },
  { fault: 'accepted;500', chance: 0.01 },
  { fault: 'accepted_dropped', chance: 0.005 },
  { fault: 'rate_limited', chance: 0.01 },
  { fault: 'rate_limited_unsigned', chance: 0.01 },
  { fault: 'unknown_refusal', chance: 0.003 },
  { fault: 'redirect', chance: 0.002 },
  { fault: 'huge_body', chance: 0.002 },
  { fault: 'delay;1500', chance: 0.01 },
]

const SPELLS = 8

/** The weather of a run of so many rows. `skewed`: the clocks of its containers differ. */
export function drawWeather(random: Random, rows: number): Weather {
  return {
    visibilitySeconds: Math.round(between(random, 3, 8)),
    skewed: random() < 0.4,
    spells: Array.from({ length: SPELLS }, () => ({
      afterRows: between(random, 0, 0.95 * rows),
      ...drawSpell(random),
    })),
  }
}

type Drawn = Spell extends infer S ? (S extends Spell ? Omit<S, 'afterRows'> : never) : never

function drawSpell(random: Random): Drawn {
  const lasting = (min: number, max: number) => ({ forMs: between(random, min, max) })
  const wechatpay = (fault: string, chance: number, min: number, max: number) =>
    ({ kind: 'wechatpay', rule: { fault, chance }, ...lasting(min, max) }) as const
  const aws = (service: Service, fault: AwsFault, min: number, max: number) =>
    ({ kind: 'aws', service, fault, ...lasting(min, max) }) as const
  return pick(random, [
    wechatpay('rate_limited', 0.6, 400, 1_200),
    wechatpay('latency;20-300', 1, 1_000, 4_000),
    wechatpay('delay;1300', 0.25, 500, 1_500),
    wechatpay('probe_signature', 0.5, 500, 1_500),
    wechatpay('reset_after', 0.4, 200, 600),
    { kind: 'host', cut: ['primary'], ...lasting(1_000, 5_000) },
    { kind: 'host', cut: ['backup'], ...lasting(1_000, 5_000) },
    { kind: 'host', cut: ['primary', 'backup'], ...lasting(300, 1_000) },
    aws('dynamodb', 'throttled', 200, 900),
    aws('dynamodb', 'broken', 200, 900),
    aws('dynamodb', 'lost answer', 100, 400),
    aws('sqs', 'broken', 500, 2_000),
    aws('secrets', 'not sent', 1_500, 6_000),
    { kind: 'kill', forMs: 0 },
  ])
}
