/**
 * Members through the queue function, as built, with 80 ms to each answer and no limit of rate; beside a loop written with
 * each peer as its README shows it, one call after another.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Local, startLocal } from '../../infra/local/start-local.ts'
import { allEnded, journal, type member, members, queueJob } from '../e2e/harness.ts'
import { PEERS_FOLDER, type Peers } from './peers.ts'
import { type Row, sample } from './row.ts'

const LATENCY_MS = 80
const COUNT = 300
const LOOPED = 25
const ROUNDS = 3
const PATH = '/v3/brand/partner/card-member/user-cards/import-by-openid'

type Loop = (request: ReturnType<typeof member>) => Promise<unknown>

export async function measureThrough(peers: Peers | undefined): Promise<Row[]> {
  const local = await startLocal({
    simulator: ['--rate', '100000', '--latency', `${LATENCY_MS}-${LATENCY_MS}`],
    stack: { environment: { WECHATPAY_RATE_PER_SECOND: '1000' } },
  })
  try {
    const loops = peers ? loopsOf(peers, local) : {}
    const found = new Map(['ours', ...Object.keys(loops)].map(who => [who, [] as number[]]))
    for (let round = 0; round <= ROUNDS; round += 1) {
      const ours = await throughQueue(local, round)
      // The first starts the containers.
      if (round > 0) found.get('ours')?.push(ours)
      for (const [who, loop] of Object.entries(loops)) {
        const perSecond = await throughLoop(loop, `-${who.slice('wechatpay-'.length)}-${'abcdef'[round]}-`)
        if (round > 0) found.get(who)?.push(perSecond)
      }
    }
    const base = sample(found.get('ours') ?? [])
    return [...found].map(([who, values]) => {
      const taken = sample(values)
      const ratio = who === 'ours' ? {} : { ratio: taken.median / base.median, to: 'ours' }
      return { what: `members with ${LATENCY_MS} ms to an answer`, who, unit: '/s', ...taken, ...ratio }
    })
  } finally {
    await local.close()
  }
}

/** From the first call to the last, so that the batching window of the queue is left out. */
async function throughQueue(local: Local, round: number): Promise<number> {
  const mark = `-ours-${'abcdef'[round]}-`
  await queueJob(local, `through-${round}`, members(COUNT, mark))
  await allEnded(local, `through-${round}`, COUNT)
  const times = (await journal(local)).filter(({ openid }) => openid?.includes(mark)).map(call => call.received_at_ms)
  return (COUNT * 1_000) / (Math.max(...times) - Math.min(...times))
}

async function throughLoop(loop: Loop, mark: string): Promise<number> {
  const began = performance.now()
  for (const request of members(LOOPED, mark)) await loop(request)
  return (LOOPED * 1_000) / (performance.now() - began)
}

function loopsOf({ axiosPlugin, nodeV3 }: Peers, { secret, simulator }: Local): Record<string, Loop> {
  const { mchid, merchant_serial_no, merchant_private_key, wechatpay_public_key_id, wechatpay_public_key } =
    JSON.parse(secret)
  const wechatpay = new axiosPlugin.Wechatpay({
    baseURL: simulator.url,
    mchid,
    serial: merchant_serial_no,
    privateKey: merchant_private_key,
    certs: { [wechatpay_public_key_id]: wechatpay_public_key },
  })
  const pay = new nodeV3({
    mchid,
    serial_no: merchant_serial_no,
    publicKey: Buffer.from(wechatpay_public_key),
    privateKey: Buffer.from(merchant_private_key),
  })
  const superagent = createRequire(join(PEERS_FOLDER, 'package.json'))('superagent')
  const headers = { 'Wechatpay-Serial': wechatpay_public_key_id }
  return {
    'wechatpay-axios-plugin': request => {
      const sealed = seal(request, value => axiosPlugin.Rsa.encrypt(value, wechatpay_public_key))
      return wechatpay.chain(PATH.slice(1)).post(sealed, { headers })
    },
    'wechatpay-node-v3': async request => {
      const sealed = seal(request, value => pay.publicEncrypt(value, wechatpay_public_key))
      const nonce = Math.random().toString(36).slice(2, 17)
      const timestamp = String(Math.floor(Date.now() / 1_000))
      const signature = pay.getSignature('POST', nonce, timestamp, PATH, sealed)
      await superagent
        .post(simulator.url + PATH)
        .send(sealed)
        .set({
          ...headers,
          Accept: 'application/json',
          'Content-Type': 'application/json',
          'User-Agent': 'bench',
          Authorization: pay.getAuthorization(nonce, timestamp, signature),
        })
    },
  }
}

function seal(request: ReturnType<typeof member>, encrypt: (value: string) => string) {
  const fields = request.user_information.common_field_list
  return {
    ...request,
    phone_number: encrypt(request.phone_number),
    user_information: { common_field_list: fields.map(field => ({ ...field, value: encrypt(field.value) })) },
  }
}
