import { COLUMNS, isCustom } from './columns.ts'
import { LOST_CHARACTER, type RowCode, type RowIssue, rowIssue } from './row-issue.ts'

/** Columns of texts that people write and read: white space around is sent as it stands, with a warning. */
const FREE: ReadonlySet<string> = new Set([
  'level',
  'USER_FORM_FLAG_NAME',
  'USER_FORM_FLAG_ADDRESS',
  'USER_FORM_FLAG_CITY',
])
/** Columns of digits that a spreadsheet takes for numbers. */
const DIGITS: ReadonlySet<string> = new Set(['openid', 'user_card_code', 'phone_number'])
const INTEGERS: ReadonlySet<string> = new Set(COLUMNS.filter(name => name.endsWith('.available_day_after_receive')))

const isFree = (column: string) => FREE.has(column) || isCustom(column)
const anywhere = () => true
const inDigits = (column: string) => DIGITS.has(column)

type CellRule = {
  code: RowCode
  isWarning?: boolean
  detail: string
  concerns(column: string): boolean
  breaks(cell: string): boolean
}

/**
 * What becomes of cells on their way through spreadsheets and conversions. The first rule that a cell breaks is told
 * alone; the rules of the import request would only tell the same otherwise.
 */
const RULES: readonly CellRule[] = [
  {
    code: 'replacement_character',
    detail: LOST_CHARACTER,
    concerns: anywhere,
    breaks: cell => cell.includes('\ufffd'),
  },
  {
    code: 'spreadsheet_error',
    detail: 'Holds an error of a spreadsheet.',
    concerns: anywhere,
    breaks: cell => /^\s*#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!)\s*$/i.test(cell),
  },
  {
    code: 'scientific_notation',
    detail: 'Is a number in scientific notation.',
    concerns: inDigits,
    breaks: cell => /^\s*\d(\.\d+)?E\+\d{1,3}\s*$/i.test(cell),
  },
  {
    code: 'decimal_number',
    detail: 'Is a number with a decimal point.',
    concerns: inDigits,
    breaks: cell => /^\s*\d{5,}\.0+\s*$/.test(cell),
  },
  {
    code: 'leading_apostrophe',
    detail: 'Begins with an apostrophe.',
    concerns: column => !isFree(column),
    breaks: cell => /^\s*['’‘]/.test(cell),
  },
  {
    code: 'spreadsheet_formula',
    detail: 'Is a formula of a spreadsheet.',
    concerns: column => !isFree(column),
    breaks: cell => /^\s*="/.test(cell),
  },
  {
    code: 'surrounding_space',
    detail: 'Begins or ends with white space.',
    concerns: column => !isFree(column),
    breaks: cell => cell.trim() !== cell,
  },
  {
    code: 'not_an_integer',
    detail: 'Must be a whole number of days.',
    concerns: column => INTEGERS.has(column),
    breaks: cell => !/^\d+$/.test(cell),
  },
  {
    code: 'surrounding_space',
    isWarning: true,
    detail: 'Begins or ends with white space, and is sent with it.',
    concerns: isFree,
    breaks: cell => cell.split('|').some(part => part.trim() !== part),
  },
  {
    code: 'digits_lost',
    isWarning: true,
    detail: 'Has zeros alone from its sixteenth digit on.',
    concerns: column => column === 'user_card_code',
    breaks: cell => /^\d{15}0{3,}$/.test(cell),
  },
]

export type CellIssues = { faults: RowIssue[]; warnings: RowIssue[] }

/** Checks the cells of rows under a header, as they stand in a CSV file. Of empty ones nothing is said. */
export function createCellCheck(header: readonly string[]): (row: number, cells: readonly string[]) => CellIssues {
  const columns = header.map(name => ({
    name,
    isCustom: isCustom(name),
    rules: RULES.filter(rule => rule.concerns(name)),
  }))
  return (row, cells) => {
    const faults: RowIssue[] = []
    const warnings: RowIssue[] = []
    let custom: string | undefined
    for (const [at, column] of columns.entries()) {
      const cell = cells[at]
      if (!cell) continue
      if (column.isCustom && custom !== undefined) {
        faults.push(rowIssue(row, column.name, 'custom_field_twice', `Must be empty where ${custom} is filled.`))
      }
      if (column.isCustom) custom ??= column.name
      const broken = column.rules.find(rule => rule.breaks(cell))
      if (broken) (broken.isWarning ? warnings : faults).push(rowIssue(row, column.name, broken.code, broken.detail))
    }
    return { faults, warnings }
  }
}
