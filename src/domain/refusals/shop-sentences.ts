/** What is wrong with shops and with files of shops: [English, 中文]. */
export const shopSentences = {
  no_shop: ['There is no shop "{id}" on platform "{platform}".', '平台“{platform}”上没有店铺“{id}”。'],
  shop_id_none: [
    'No shop has the id "{id}", or it is disabled and the selection does not ask for disabled ones.',
    '没有编号为“{id}”的店铺，或者它已停用，而筛选条件没有要停用的店铺。',
  ],
  shop_of_platform_none: [
    'No shop on platform "{platform}" has the id "{id}", or it is disabled and the selection does not ask for disabled ones.',
    '平台“{platform}”上没有编号为“{id}”的店铺，或者它已停用，而筛选条件没有要停用的店铺。',
  ],
  charset_not_known: [
    'The charset "{name}" is not read here; there are {known}.',
    '不支持编码“{name}”，可用的有：{known}。',
  ],
  charset_wrong: ['The file is not {name}.{hint}', '文件不是 {name} 编码。{hint}'],
  charset_gbk: [
    ' If a spreadsheet wrote it in GBK, declare that: Content-Type: text/csv; charset=gbk.',
    '如果是表格软件存成的 GBK，请写明：Content-Type: text/csv; charset=gbk。',
  ],
  file_empty: [
    'The file is empty. Its first line names the columns: {columns}.',
    '文件是空的。第一行要写列名：{columns}。',
  ],
  file_too_long: [
    'The file has more than {limit} shops; split it.',
    '文件里的店铺超过 {limit} 家，请拆成几个文件。',
  ],
  header_faulty: ['The first line, which names the columns, {fault}.', '写列名的第一行{fault}。'],
  column_not_known: [
    'The column "{name}" is not known.{hint} Columns: {columns}.',
    '没有“{name}”这一列。{hint}可用的列：{columns}。',
  ],
  column_meant: [' Did you mean "{meant}"?', '是不是“{meant}”？'],
  column_twice: ['The column "{column}" is there twice.', '“{column}”这一列出现了两次。'],
  column_missing: [
    'The column "{column}" is missing. The first line names the columns: {columns}.',
    '缺少“{column}”这一列。第一行要写列名：{columns}。',
  ],
  // Faults of a line
  line_open_quote: ['has a quote that is never closed', '引号没有配对'],
  line_after_quote: ['has text behind a closing quote', '右引号后面还有文字'],
  line_quote_inside: [
    'has a quote inside of a cell that does not begin with one',
    '有单元格不以引号开头，中间却有引号',
  ],
  line_same_shop: ['is the same shop as line {line}: {shop}', '与第 {line} 行是同一家店铺：{shop}'],
  line_cells: [
    'has {cells} cells where the header has {columns}; put a cell with a comma into quotes',
    '有 {cells} 个单元格，而列名只有 {columns} 个；含逗号的内容请加引号',
  ],
  line_cells_few: [
    'has {cells} cells where the header has {columns}; an empty cell, which empties, needs its comma too',
    '只有 {cells} 个单元格，而列名有 {columns} 个；空单元格（表示清空）也要写逗号',
  ],
  cell_empty: ['is empty', '不能为空'],
  cell_platform: [
    'must be a short lower-case word such as pdd, not "{text}"',
    '必须是 pdd 这样的小写短词，不能是“{text}”',
  ],
  cell_rounded: [
    '"{text}" is a number that a spreadsheet has rounded; format the column as text',
    '“{text}”是被表格软件取整的数字；请把这一列设为文本格式',
  ],
  cell_id: [
    'must be 1 to 64 letters, digits or _ . @ -, not "{text}"',
    '必须是 1 到 64 个字母、数字或 _ . @ -，不能是“{text}”',
  ],
  cell_long: ['has {length} characters; at most {max} are taken', '有 {length} 个字符，最多 {max} 个'],
  cell_tag: [
    '"{text}" is no tag: 1 to 64 letters, digits or _ . : = -, several separated by ;',
    '“{text}”不是标签：标签是 1 到 64 个字母、数字或 _ . : = -，多个用 ; 隔开',
  ],
  cell_tags: ['has {count} tags; at most {max} are taken', '有 {count} 个标签，最多 {max} 个'],
  cell_switch: [
    'must be true or false (yes or no, 1 or 0, 是 or 否), not "{text}"',
    '必须是 true 或 false（yes 或 no、1 或 0、是 或 否），不能是“{text}”',
  ],
} as const;
