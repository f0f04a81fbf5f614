import type { Reason } from './reasons.ts'

/**
 * What can be wrong with a row of a member file beside the faults of an import request (faults.ts): a closed set of stable
 * codes, each with what it means and what to do.
 */
export const ROW_FAULTS = {
  // The header.
  column_unknown: {
    sentence: 'No field goes by the name of this column.',
    mend: 'Correct the name or take the column out; a form field of your own is named custom: and its name.',
  },
  column_repeated: { sentence: 'Two columns have the same name.', mend: 'Keep one of the columns.' },
  column_unnamed: { sentence: 'A column has no name.', mend: 'Name the column, or take it out.' },
  column_missing: {
    sentence: 'A required column is missing.',
    mend: 'Add the column; one value for every row can stand in the defaults file instead.',
  },
  custom_name_invalid: {
    sentence: 'The name behind custom: is empty, too long or has white space around it.',
    mend: 'Write custom: and the name of the form field as the template has it, 1 to 32 characters.',
  },
  // The record.
  too_many_cells: {
    sentence: 'The row has more cells than the header has columns.',
    mend: 'Put quotes around a cell that holds a comma or a line break.',
  },
  too_few_cells: {
    sentence: 'The row has fewer cells than the header has columns.',
    mend: 'Fill the row up with commas; look also for a quote that is not closed.',
  },
  quote_misplaced: {
    sentence: 'A quote stands inside a cell that is not quoted, or text behind a closing quote.',
    mend: 'Put the whole cell in quotes, and write each quote inside it twice.',
  },
  row_empty: { sentence: 'All cells of the row are empty.', mend: 'Take the row out.' },
  // Cells.
  surrounding_space: {
    sentence: 'The value has white space around it.',
    mend: 'Remove the white space before and after the value (in a spreadsheet: TRIM).',
  },
  not_an_integer: { sentence: 'The value is not a whole number.', mend: 'Write a whole number with digits alone.' },
  custom_field_twice: {
    sentence: 'The row fills more than one custom column.',
    mend: 'Fill one custom column in a row: WeChat Pay takes one custom field a member.',
  },
  scientific_notation: {
    sentence: 'A spreadsheet has turned the digits into scientific notation.',
    mend: 'The digits are lost. Format the column as text, fill it again from the source, and save anew.',
  },
  decimal_number: {
    sentence: 'A spreadsheet has given the number a decimal point.',
    mend: 'Format the column as text, and save the number without a decimal point.',
  },
  leading_apostrophe: {
    sentence: 'The value begins with the apostrophe by which spreadsheets mark a text.',
    mend: 'Remove the apostrophe; format the column as text instead.',
  },
  spreadsheet_formula: {
    sentence: 'The cell holds a formula in place of its value.',
    mend: 'Save the value and not the formula; format the column as text.',
  },
  spreadsheet_error: {
    sentence: 'The cell holds an error of the spreadsheet, such as #N/A.',
    mend: 'Mend the formula in the spreadsheet, or leave the cell empty.',
  },
  digits_lost: {
    sentence: 'The number ends in zeros, as a spreadsheet leaves a long one.',
    mend: 'Compare with the source: a spreadsheet keeps 15 digits. Format the column as text, and fill it again.',
  },
  replacement_character: {
    sentence: 'The text holds U+FFFD, which stands for a character that was lost.',
    mend: 'Take the text from the source again: a character was lost when it was converted.',
  },
  // Against the rest.
  differs_from_option: {
    sentence: 'The row names another brand or card than the command.',
    mend: 'Leave the cell empty, or import these rows by a command of their own.',
  },
  openid_repeated: {
    sentence: 'The openid stands in an earlier row already.',
    mend: 'Keep one of the two rows: a user holds one card of a template.',
  },
  user_card_code_repeated: {
    sentence: 'The card code stands in an earlier row already.',
    mend: 'Give each member a card code of their own.',
  },
} as const satisfies Record<string, Reason>

export type RowFaultCode = keyof typeof ROW_FAULTS
