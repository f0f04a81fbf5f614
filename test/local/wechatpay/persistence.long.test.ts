import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { brandMember, CARD_ID, member, PARTNER, START_MS, startWithClock } from './client.ts'

let parent: string
let folder: string
let here: Awaited<ReturnType<typeof startWithClock>>
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'simulator-'))
  folder = join(parent, 'kept')
  here = await startWithClock({ folder })
})
afterEach(async () => {
  await here.simulator.close()
  await rm(parent, { recursive: true })
})

async function restart() {
  await here.simulator.close()
  here = await startWithClock({ folder })
}

const query = (openid = 'o-user-1', code = 'code-1') =>
  here.partner.send({
    path: `${PARTNER}/user-cards/${code}?brand_id=1004&card_id=${CARD_ID}&openid=${encodeURIComponent(openid)}`,
  })
const state = async () => ({
  entries: (await here.control('GET', 'journal')).body.entries,
  cards: (await here.control('GET', 'cards')).body.cards,
})

it('keys, cards and journal are there again, of both credentials', async () => {
  const { secrets } = here.simulator
  await here.partner.importMember(member())
  await here.brand.importMember(brandMember({ openid: 'o-user-2', user_card_code: 'code-2' }))
  await query()
  const before = await state()
  await restart()
  expect(here.simulator.secrets).toEqual(secrets)
  expect(await state()).toEqual(before)
  expect(before.entries).toMatchObject([
    { number: 1, status: 200, created: true, delivered: true, unclear: false },
    { number: 2, status: 200, created: true, delivered: true, unclear: false },
    { number: 3, status: 200, created: false, delivered: true, unclear: false },
  ])
  const again = await here.partner.importMember(member())
  expect(JSON.parse(again.text).message).toBe('用户已有已生效的会员卡')
  expect((await state()).entries).toMatchObject([{}, {}, {}, { number: 4, status: 400 }])
})

it('a nonce cannot come twice, before and after', async () => {
  const nonce = randomUUID()
  await here.partner.importMember(member(), { nonce })
  await restart()
  expect((await here.partner.importMember(member(), { nonce })).status).toBe(401)
  expect((await here.brand.importMember(brandMember(), { nonce })).status).toBe(400)
})

it('cards come back that an openid or the control API puts there', async () => {
  await query('o-already-1', 'asked-1')
  await here.control('POST', 'cards', { openid: 'o-put', user_card_code: 'put-1', user_card_state: 'INVALID' })
  const { cards } = await state()
  expect(cards).toHaveLength(2)
  await restart()
  expect((await state()).cards).toEqual(cards)
})

it('personal fields come back, and stand in no file in plain', async () => {
  const phone = '13912345678'
  const value = '欧阳娜娜'
  await here.partner.importMember(
    member({
      phone_number: here.partner.encrypt(phone),
      user_information: {
        common_field_list: [{ name: 'USER_FORM_FLAG_NAME', value: here.partner.encrypt(value) }],
      },
    }),
  )
  await restart()
  const shown = JSON.parse((await query()).text)
  expect(here.partner.decrypt(shown.phone_number)).toBe(phone)
  expect(here.partner.decrypt(shown.user_information.common_field_list[0].value)).toBe(value)
  const files = await readdir(folder)
  expect(files).toEqual(expect.arrayContaining(['keys.json', 'state.db']))
  for (const file of files) {
    const bytes = await readFile(join(folder, file))
    expect([file, bytes.includes(phone), bytes.includes(value)]).toEqual([file, false, false])
  }
})

it('folder and files are for the owner only', async () => {
  await here.partner.importMember(member())
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  for (const file of await readdir(folder)) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600)
})

it('a reset forgets all but the keys, also what calls before it have yet to write', async () => {
  const { secrets } = here.simulator
  await here.partner.importMember(member())
  const slow = here.partner.importMember(member(), { headers: { 'X-Simulator-Fault': 'delay;200' } })
  while ((await state()).entries.length < 2) await new Promise(setImmediate)
  await here.control('POST', 'reset')
  await slow
  await restart()
  expect(await state()).toEqual({ entries: [], cards: [] })
  expect(here.simulator.secrets).toEqual(secrets)
})

it('a call that was not answered when the simulator ended is unclear', async () => {
  const slow = here.partner.importMember(member(), { headers: { 'X-Simulator-Fault': 'delay;60000' } })
  const cut = expect(slow).rejects.toThrow()
  while ((await state()).cards.length < 1) await new Promise(setImmediate)
  await restart()
  await cut
  expect((await state()).entries).toMatchObject([
    { status: null, created: true, delivered: false, unclear: true, received_at_ms: START_MS },
  ])
})

it('a second simulator is refused the folder', async () => {
  await expect(startWithClock({ folder })).rejects.toThrow('locked')
})

it('keys of another folder are refused, not taken for damage', async () => {
  await here.partner.importMember(member())
  await here.simulator.close()
  const other = await startWithClock({ folder: join(parent, 'other') })
  await other.simulator.close()
  await writeFile(join(folder, 'keys.json'), await readFile(join(parent, 'other', 'keys.json')))
  await expect(startWithClock({ folder })).rejects.toThrow('its keys.json is not the one')
})
