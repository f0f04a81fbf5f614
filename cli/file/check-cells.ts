import { COLUMNS, isCustom } from './columns.ts'
import { type RowCode, type RowIssue, rowIssue } from './row-issue.ts'

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
    detail: 'Holds U+FFFD, which stands for a character that a conversion has lost.',
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

/** The cells of a row, as they stand in a CSV file. Empty ones say nothing, and nothing is said of them. */
export function checkCells(
  row: number,
  cells: ReadonlyMap<string, string>,
): { faults: RowIssue[]; warnings: RowIssue[] } {
  const faults: RowIssue[] = []
  const warnings: RowIssue[] = []
  let custom: string | undefined
  for (const [column, cell] of cells) {
    if (cell === '') continue
    if (isCustom(column)) {
      if (custom === undefined) custom = column
      else faults.push(rowIssue(row, column, 'custom_field_twice', `Must be empty where ${custom} is filled.`))
    }
    const broken = RULES.find(rule => rule.concerns(column) && rule.breaks(cell))
    if (broken) (broken.isWarning ? warnings : faults).push(rowIssue(row, column, broken.code, broken.detail))
  }
  return { faults, warnings }
}
