/**
 * What can be wrong with a row of a member file beside the faults of an import request (faults.ts): a closed set of stable
 * codes, each with what to do.
 */
export const ROW_HINTS = {
  // The header.
  column_unknown: 'Correct the name or take the column out; a form field of your own is named custom: and its name.',
  column_repeated: 'Keep one of the columns.',
  column_unnamed: 'Name the column, or take it out.',
  column_missing: 'Add the column; one value for every row can stand in the defaults file instead.',
  custom_name_invalid: 'Write custom: and the name of the form field as the template has it, 1 to 32 characters.',
  // The record.
  too_many_cells: 'Put quotes around a cell that holds a comma or a line break.',
  too_few_cells: 'Fill the row up with commas; look also for a quote that is not closed.',
  quote_misplaced: 'Put the whole cell in quotes, and write each quote inside it twice.',
  row_empty: 'Take the row out.',
  // Cells.
  surrounding_space: 'Remove the white space before and after the value (in a spreadsheet: TRIM).',
  not_an_integer: 'Write a whole number with digits alone.',
  custom_field_twice: 'Fill one custom column in a row: WeChat Pay takes one custom field a member.',
  scientific_notation: 'The digits are lost. Format the column as text, fill it again from the source, and save anew.',
  decimal_number: 'Format the column as text, and save the number without a decimal point.',
  leading_apostrophe: 'Remove the apostrophe; format the column as text instead.',
  spreadsheet_formula: 'Save the value and not the formula; format the column as text.',
  spreadsheet_error: 'Mend the formula in the spreadsheet, or leave the cell empty.',
  digits_lost: 'Compare with the source: a spreadsheet keeps 15 digits. Format the column as text, and fill it again.',
  replacement_character: 'Take the text from the source again: a character was lost when it was converted.',
  // Against the rest.
  differs_from_option: 'Leave the cell empty, or import these rows by a command of their own.',
  openid_repeated: 'Keep one of the two rows: a user holds one card of a template.',
  user_card_code_repeated: 'Give each member a card code of their own.',
} as const satisfies Record<string, string>

export type RowFaultCode = keyof typeof ROW_HINTS
