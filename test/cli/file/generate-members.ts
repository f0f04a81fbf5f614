import { stringify } from 'csv-stringify/sync'

export type Member = Record<string, string>

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', '欧阳', '司马', '诸葛', '上官']
const GIVEN = [...'伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰建国文斌雪梅宁鑫博']
const PLACES = [
  ['北京市,北京市', '朝阳区建国路'],
  ['上海市,上海市', '浦东新区世纪大道'],
  ['广东省,广州市', '天河区体育西路'],
  ['广东省,深圳市', '南山区科技中一路'],
  ['浙江省,杭州市', '西湖区文三路'],
  ['四川省,成都市', '高新区天府大道'],
  ['湖北省,武汉市', '洪山区珞喻路'],
  ['新疆维吾尔自治区,乌鲁木齐市', '天山区解放北路'],
] as const
const LEVELS = ['普通会员', '银卡会员', '金卡会员', '钻石会员', 'VIP 8', '']
const SPORTS = ['篮球', '足球', '跑步', '游泳', '羽毛球']
const PREFIXES = ['133', '135', '138', '139', '150', '158', '176', '186', '189', '199']

const VALIDITY = ['type', 'available_begin_time', 'available_end_time', 'available_day_after_receive']

/** The columns of the file, in their order. Of the personal ones phone, name and sex are filled in every row. */
export const COLUMNS = [
  ...['openid', 'user_card_code', 'level', 'card_color', 'phone_number', 'pickup_time'],
  ...VALIDITY.map(name => `valid_date_information.${name}`),
  ...VALIDITY.map(name => `date_information.${name}`),
  ...['NAME', 'SEX', 'BIRTHDAY', 'EMAIL', 'CITY', 'ADDRESS'].map(name => `USER_FORM_FLAG_${name}`),
  'custom:喜欢的运动',
]

/** The moment against which these members are checked: after each pickup, before the end of each card. */
export const CHECKED_AT = Date.UTC(2026, 7, 1)

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Members as a merchant in China has them, none like another by openid or card code, all without fault or warning. */
export function* generateMembers(count: number, seed: number): Generator<Member> {
  const random = createRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T | undefined => list[below(list.length)]
  const two = (number: number) => String(number).padStart(2, '0')
  const sometimes = (share: number, value: () => string) => (random() < share ? value() : '')
  const day = (year: number) => `${year}-${two(1 + below(12))}-${two(1 + below(28))}`

  for (let row = 1; row <= count; row += 1) {
    const [city, street] = pick(PLACES) ?? ['', '']
    const given = Array.from({ length: 1 + below(2) }, () => pick(GIVEN)).join('')
    const type = pick(['FIX_TIME_RANGE', 'FIX_TERM', 'PERMANENT']) ?? ''
    const spelling = random() < 0.2 ? 'date_information' : 'valid_date_information'
    yield {
      openid: `obLatj${row.toString(36).padStart(8, '0')}-${random().toString(36).slice(2, 13).padEnd(13, '0')}`,
      user_card_code: `4785${String(row).padStart(8, '0')}`,
      level: pick(LEVELS) ?? '',
      card_color: sometimes(0.2, () => '#2C9F67'),
      phone_number: `${pick(PREFIXES)}${String(below(100_000_000)).padStart(8, '0')}`,
      pickup_time: `${day(2018 + below(8))}T${two(below(24))}:${two(below(60))}:${two(below(60))}+08:00`,
      [`${spelling}.type`]: type,
      ...(type === 'FIX_TIME_RANGE' && {
        [`${spelling}.available_begin_time`]: `${day(2018)}T00:00:00+08:00`,
        [`${spelling}.available_end_time`]: `${day(2030 + below(9))}T00:00:00+08:00`,
      }),
      ...(type === 'FIX_TERM' && { [`${spelling}.available_day_after_receive`]: String(3_700 + below(7_000)) }),
      USER_FORM_FLAG_NAME: `${pick(SURNAMES)}${given}`,
      USER_FORM_FLAG_SEX: pick(['男', '女']) ?? '',
      USER_FORM_FLAG_BIRTHDAY: sometimes(0.6, () => day(1950 + below(56))),
      USER_FORM_FLAG_EMAIL: sometimes(0.3, () => `member${row}@example.com`),
      USER_FORM_FLAG_CITY: sometimes(0.5, () => city),
      USER_FORM_FLAG_ADDRESS: sometimes(0.3, () => `${street} ${1 + below(500)} 号, ${1 + below(30)} 层`),
      'custom:喜欢的运动': sometimes(0.2, () => SPORTS.slice(below(2), 2 + below(3)).join('|')),
    }
  }
}

export const cellsOf = (member: Member, columns: readonly string[] = COLUMNS) => columns.map(name => member[name] ?? '')

/** The lines of a CSV file, the header first, each with its end. */
export function* toCsv(members: Iterable<Member>, columns: readonly string[] = COLUMNS): Generator<string> {
  yield stringify([[...columns]])
  for (const member of members) yield stringify([cellsOf(member, columns)])
}
