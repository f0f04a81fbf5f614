import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const HEADER =
  'openid,user_card_code,phone_number,USER_FORM_FLAG_NAME,USER_FORM_FLAG_BIRTHDAY,pickup_time,valid_date_information.type'

/** What stands in every row's personal fields, so that it can be looked for. */
export const PERSONAL = { phone: '1380013', name: '欧阳司徒', birthday: '1961-06-04' }

/** One row of a sound member. `mark` goes into openid and card code: the simulator heeds some, and jobs differ by it. */
export function memberLine(n: number, mark = '-command-'): string {
  const name = `${mark}${String(n).padStart(6, '0')}`
  const phone = `${PERSONAL.phone}${String(n).padStart(4, '0')}`
  const cells = [`o${name}`, `C${name}`, phone, PERSONAL.name, PERSONAL.birthday]
  return [...cells, '2020-05-20T13:29:35+08:00', 'PERMANENT'].join(',')
}

/** Writes a member file into `folder`; resolves to its name. `lines`: those of the rows, the header not among them. */
export async function writeMembers(folder: string, name: string, lines: readonly string[]): Promise<string> {
  await writeFile(join(folder, name), `${[HEADER, ...lines].join('\n')}\n`)
  return name
}

export const memberLines = (count: number, mark?: string): string[] =>
  Array.from({ length: count }, (_, at) => memberLine(at + 1, mark))
