import type { Words } from './reasons-zh.ts'
import type { RowFaultCode } from './row-faults.ts'

export const ROW_FAULTS_ZH: Readonly<Record<RowFaultCode, Words>> = {
  // The header.
  column_unknown: {
    sentence: '没有与该列名对应的字段。',
    mend: '改正列名或去掉该列；自定义的资料字段写成 custom: 加其名称。',
  },
  column_repeated: { sentence: '有两列同名。', mend: '只保留其中一列。' },
  column_unnamed: { sentence: '有一列没有名称。', mend: '给该列命名，或去掉它。' },
  column_missing: { sentence: '缺少必需的列。', mend: '补上该列；每行都相同的值可以放在默认值文件中。' },
  custom_name_invalid: {
    sentence: 'custom: 后面的名称为空、太长或前后有空白。',
    mend: '写成 custom: 加模板中资料字段的名称，1 到 32 个字符。',
  },
  // The record.
  too_many_cells: {
    sentence: '该行的单元格比表头的列多。',
    mend: '单元格中有逗号或换行时，给单元格加上引号。',
  },
  too_few_cells: { sentence: '该行的单元格比表头的列少。', mend: '用逗号补足该行；也看看有没有未闭合的引号。' },
  quote_misplaced: {
    sentence: '引号出现在没有加引号的单元格里，或结束引号之后还有文字。',
    mend: '给整个单元格加引号，其中的每个引号写两次。',
  },
  row_empty: { sentence: '该行的所有单元格都为空。', mend: '去掉该行。' },
  // Cells.
  surrounding_space: { sentence: '值的前后有空白。', mend: '去掉值前后的空白（表格软件中用 TRIM）。' },
  not_an_integer: { sentence: '该值不是整数。', mend: '只用数字写一个整数。' },
  custom_field_twice: {
    sentence: '该行填写了多个自定义列。',
    mend: '每行只填一个自定义列：微信支付每位会员只接受一个自定义字段。',
  },
  scientific_notation: {
    sentence: '表格软件把数字变成了科学计数法。',
    mend: '数字已经丢失。将该列设为文本格式，从来源重新填入，再另存。',
  },
  decimal_number: {
    sentence: '表格软件给数字加上了小数点。',
    mend: '将该列设为文本格式，保存为不带小数点的数字。',
  },
  leading_apostrophe: {
    sentence: '值以撇号开头，那是表格软件标记文本的符号。',
    mend: '去掉撇号，改为将该列设为文本格式。',
  },
  spreadsheet_formula: { sentence: '单元格中是公式而不是值。', mend: '保存值而不是公式；将该列设为文本格式。' },
  spreadsheet_error: {
    sentence: '单元格中是表格软件的错误，例如 #N/A。',
    mend: '在表格软件中修正公式，或让单元格留空。',
  },
  digits_lost: {
    sentence: '数字以一串零结尾，像是表格软件截断过的长数字。',
    mend: '与来源核对：表格软件只保留 15 位数字。将该列设为文本格式后重新填入。',
  },
  replacement_character: {
    sentence: '文字中有 U+FFFD，表示有字符丢失。',
    mend: '从来源重新取得文字：转换编码时丢失了一个字符。',
  },
  // Against the rest.
  differs_from_option: {
    sentence: '该行所写的品牌或会员卡模板与命令给出的不同。',
    mend: '让单元格留空，或用另一条命令导入这些行。',
  },
  openid_repeated: {
    sentence: '该 openid 在前面的行中已经出现。',
    mend: '两行只保留一行：一个用户在一个模板下只有一张会员卡。',
  },
  user_card_code_repeated: {
    sentence: '该会员卡 code 在前面的行中已经出现。',
    mend: '给每位会员一个自己的会员卡 code。',
  },
}
