import type { Words } from '../../functions/member/reasons-zh.ts'
import type { FileErrorCode } from './file-error.ts'

const SAVE_AS = '在表格软件中另存为“CSV UTF-8（逗号分隔）”。'

export const FILE_FAULTS_ZH: Readonly<Record<FileErrorCode, Words>> = {
  not_found: { sentence: '文件不存在。', mend: '检查路径。' },
  not_permitted: { sentence: '当前用户无权读取该文件。', mend: '给自己读取该文件的权限。' },
  is_directory: { sentence: '该名称是一个文件夹。', mend: '指定文件，而不是文件夹。' },
  not_a_file: { sentence: '该名称既不是文件也不是管道。', mend: '指定一个文件，或给出 - 并用管道送入数据。' },
  unreadable: { sentence: '读取文件失败。', mend: '把文件复制到本机再试。' },
  spool_failed: { sentence: '管道送入的数据无法保存到磁盘。', mend: '在磁盘上腾出空间，或把数据存为文件再指定它。' },
  file_changed: {
    sentence: '读取时文件发生了变化。',
    mend: '等写入该文件的程序结束后，再运行同一条命令。',
  },
  file_empty: {
    sentence: '文件是空的。',
    mend: '给出带表头、每位会员一行的 CSV 文件，或每行一个导入请求的 JSONL。',
  },
  no_rows: { sentence: '文件只有表头，没有行。', mend: '为每位会员加一行。' },
  too_many_rows: { sentence: '文件超过 1,000,000 行。', mend: '拆分文件：一个任务最多 1,000,000 行。' },
  spreadsheet: { sentence: '这是表格软件的工作簿，不是 CSV。', mend: SAVE_AS },
  compressed: { sentence: '文件是压缩的。', mend: '先解压文件。' },
  utf16: { sentence: '文件是 UTF-16。', mend: SAVE_AS },
  utf32: { sentence: '文件是 UTF-32。', mend: SAVE_AS },
  nul_bytes: { sentence: '文件中有 NUL 字节：是没有标记的 UTF-16，或根本不是文本。', mend: SAVE_AS },
  wrong_encoding: { sentence: '文件从头到尾既不全是 UTF-8，也不全是 GB18030。', mend: SAVE_AS },
  json_array: {
    sentence: '文件是一个 JSON 数组。',
    mend: '每行放一个导入请求（JSONL），外面没有方括号，之间没有逗号。',
  },
  wrong_delimiter: { sentence: '列之间不是用逗号分隔的。', mend: '保存文件时用逗号分隔各列。' },
  header_missing: {
    sentence: '第一行没有任何已知的列名。',
    mend: '在第一行写上列名，例如 openid 和 user_card_code。',
  },
  header_faults: { sentence: '表头有错误。', mend: '改正表头。' },
  quote_not_closed: {
    sentence: '有一个引号没有闭合；读取在该处停止。',
    mend: '闭合该引号；加引号的单元格中，每个引号写两次。',
  },
  record_too_long: {
    sentence: '有一行超过 256 KiB；读取在该处停止。',
    mend: '把该行缩短到 256 KiB 以内；未闭合的引号会把许多行变成一行。',
  },
  defaults_invalid: { sentence: '为每一行给出的内容有错误。', mend: '改正默认值。' },
  template_unusable: {
    sentence: '该会员卡模板不在生效状态。',
    mend: '检查 card_id，并向微信支付确认会员卡模板的状态。',
  },
}
