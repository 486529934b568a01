import { filledWords, type WordValues } from '../domain/filled-words.ts';

/** Languages that faults are told in. */
export const faultLanguages = ['en', 'zh'] as const;
export type FaultLanguage = (typeof faultLanguages)[number];

/** Every fault in words: [English, 中文]. */
const words = {
  // The file itself
  no_file: ['no such file', '文件不存在'],
  default_file_absent: [
    'no such file: the server starts without flows and shops',
    '文件不存在：服务端将在没有流程和店铺的情况下启动',
  ],
  two_default_files: [
    'is not the only configuration file here: keep one of it and {others}, or name one with DROVER_CONFIG',
    '不是这里唯一的配置文件：它与 {others} 只能保留一个，或用 DROVER_CONFIG 指定',
  ],
  not_utf8: [
    'is not UTF-8: save it as UTF-8 (a Windows editor may have saved it as GBK)',
    '不是 UTF-8 编码：请另存为 UTF-8（Windows 的编辑器可能存成了 GBK）',
  ],
  unreadable_file: ['cannot be read: {detail}', '无法读取：{detail}'],
  file_kind: [
    'must end in .ts, .mts, .js, .mjs, .cjs, .json, .yaml or .yml',
    '文件名必须以 .ts、.mts、.js、.mjs、.cjs、.json、.yaml 或 .yml 结尾',
  ],
  syntax: ['syntax error: {detail}', '语法错误：{detail}'],
  unclosed_quote: [
    'a text that begins here has no closing quote: {quote}',
    '从这里开始的文本缺少结尾的引号：{quote}',
  ],
  import_not_found: ['cannot find what is imported: {detail}', '找不到所导入的模块：{detail}'],
  threw: ['failed while it was evaluated: {detail}', '执行配置文件时出错：{detail}'],
  too_slow: [
    'was not evaluated within {seconds} s: a configuration must not wait or loop',
    '在 {seconds} 秒内没有执行完：配置文件里不能等待或死循环',
  ],
  never_settles: [
    'waits for ever: a top-level `await`, here or in a file that it imports, waits for what never comes',
    '会一直等下去：它或它导入的文件里，顶层的 await 等不到结果',
  ],
  child_died: ['its evaluation ended early ({detail})', '配置文件的执行提前结束({detail})'],
  no_default_export: [
    'has no default export: end it with `export default defineConfig({ … })`',
    '没有默认导出：请写 `export default defineConfig({ … })`',
  ],
  not_plain: ['must be plain data, but is {found}', '必须是普通数据，实际是 {found}'],
  broken_text: [
    'has half of a character (an escape from \\ud800 to \\udfff without its other half): write the whole one, or leave it out',
    '含有半个字符（\\ud800 到 \\udfff 的转义缺少另一半）：请写完整的字符，或去掉它',
  ],
  // Shapes
  unknown_option: ['unknown option', '未知的选项'],
  not_in_this_version: ['is not offered by this version', '当前版本尚不支持'],
  missing: ['is missing', '缺少此项'],
  missing_one_of: ['is missing: one of {options}', '缺少此项：{options} 之一'],
  not_object: ['must be an object, but is {found}', '必须是对象，实际是 {found}'],
  not_list: ['must be a list, but is {found}', '必须是列表，实际是 {found}'],
  not_text: ['must be text, but is {found}', '必须是文本，实际是 {found}'],
  empty_text: ['must not be empty', '不能为空'],
  too_long: ['must have at most {max} characters', '最多 {max} 个字符'],
  too_many: ['must have at most {max} entries', '最多 {max} 项'],
  not_number: ['must be a number from {min} to {max}', '必须是 {min} 到 {max} 之间的数'],
  not_whole: ['must be a whole number from {min} to {max}', '必须是 {min} 到 {max} 之间的整数'],
  not_switch: ['must be true or false', '必须是 true 或 false'],
  not_duration: [
    'must be a number of seconds or a time such as "30s", "10m", "1h", "2d"',
    '必须是秒数，或 "30s"、"10m"、"1h"、"2d" 这样的时长',
  ],
  duration_range: ['must be from {min} to {max}', '必须在 {min} 到 {max} 之间'],
  not_one_of: ['must be one of: {options}', '必须是以下之一：{options}'],
  plain_text: ['must have no control characters (line breaks, tabs, NUL)', '不能含有换行、制表符等控制字符'],
  flow_form: [
    'must be a name such as sync_order (a letter first, then letters, digits or _ . -, at most 64)',
    '必须是 sync_order 这样的名称（字母开头，后接字母、数字或 _ . -，最多 64 个字符）',
  ],
  platform_form: ['must be a short lower-case word such as pdd', '必须是 pdd 这样的小写短词'],
  shop_form: [
    'must be 1 to 64 letters, digits or _ . @ -, and not "." or ".."',
    '必须是 1 到 64 个字母、数字或 _ . @ -，且不能是 "." 或 ".."',
  ],
  tag_form: ['must be 1 to 64 letters, digits or _ . : = -', '必须是 1 到 64 个字母、数字或 _ . : = -'],
  pool_form: ['must be 1 to 64 letters, digits or _ . -', '必须是 1 到 64 个字母、数字或 _ . -'],
  prefix_form: [
    'must begin with a letter and have at most 32 letters, digits or _ . -',
    '必须以字母开头，最多 32 个字母、数字或 _ . -',
  ],
  nul: ['must not hold a NUL character', '不能包含 NUL 字符'],
  imprecise_number: ['is too long for a number: put it in quotes', '数字太长会失真：请加引号写成文本'],
  // Flows
  duplicate_flow: ['another flow has this name: {other}', '流程重名：{other}'],
  unreachable_match: [
    'can never be reached: {other} comes first and takes all that it would match',
    '永远不会被匹配到：排在前面的 {other} 已经包含它的全部范围',
  ],
  unknown_pool: ['no such pool in `pools`', '`pools` 中没有这个执行池'],
  retry_both: ['give either delays, or base, factor and cap', 'delays 与 base、factor、cap 只能二选一'],
  cap_below_base: ['must not be below base', '不能小于 base'],
  params_invalid: ['is not a valid JSON Schema: {detail}', '不是合法的 JSON Schema：{detail}'],
  params_doubtful: ['{detail}', '{detail}'],
  params_not_object: ['must describe an object', '描述的必须是一个对象'],
  params_unrepresentable: [
    'cannot be expressed as a JSON Schema: {detail}',
    '无法转换为 JSON Schema:{detail}',
  ],
  old_zod: [
    'is a schema of zod 3: use zod 4 or a JSON Schema',
    '是 zod 3 的 schema:请使用 zod 4 或 JSON Schema',
  ],
  flow_needs_code: [
    'must be a function: a flow of this kind is written in a .ts or .js file',
    '必须是函数：这种流程只能写在 .ts 或 .js 文件里',
  ],
  not_inline: ['has no meaning together with inline: true', '与 inline: true 不能同时使用'],
  no_entry: ['no such file: {path}', '文件不存在：{path}'],
  entry_not_file: ['is not a file: {path}', '不是文件：{path}'],
  no_folder: ['no such folder: {path}', '文件夹不存在：{path}'],
  unknown_encoding: ['unknown encoding', '未知的编码'],
  env_name: ['is not a name for an environment variable', '不是合法的环境变量名'],
  env_reserved: ['is set by the node itself', '由执行节点设置，不能覆盖'],
  misspelt_template: ['unknown name {{name}} in "{template}"', '"{template}" 中有未知的名称 {{name}}'],
  unknown_template: [
    'unknown name {{name}} in "{template}" (known: {known})',
    '"{template}" 中有未知的名称 {{name}}（可用：{known}）',
  ],
  program_template: [
    'must not depend on the run: a message could then choose the program',
    '不能使用模板：否则消息就能决定运行哪个程序',
  ],
  template_param: ['{{name}} is not among the properties of `params`', '{{name}} 不在 `params` 的属性中'],
  // Limits, shops
  limit_pattern: [
    'fits no key: use shop:*, shop:PLATFORM:*, shop:PLATFORM:ID, platform:*, platform:NAME, flow:* or flow:NAME',
    '不对应任何限制：可用 shop:*、shop:平台:*、shop:平台:店铺、platform:*、platform:平台、flow:*、flow:流程',
  ],
  limit_flow: ['no such flow', '没有这个流程'],
  duplicate_shop: ['this shop is already at {other}', '店铺重复，已出现在 {other}'],
  // Schedules, calendars
  schedule_form: [
    'must be a name such as daily_orders (letters, digits, _ . : - and blanks between them, at most 64) and none of preview, plan, slots, backfills, calendars',
    '必须是 daily_orders 或“每日订单”这样的名称（文字、数字、_ . : - 及中间的空格，最多 64 个字符），且不能是 preview、plan、slots、backfills、calendars',
  ],
  duplicate_schedule: ['another schedule has this name: {other}', '调度重名：{other}'],
  cron_or_every: ['is missing: give cron or every', '缺少此项：请写 cron 或 every'],
  cron_and_every: ['stands beside cron: give one of them', '与 cron 只能二选一'],
  cron_invalid: ['"{cron}": {en}', '“{cron}”：{zh}'],
  moment_form: [
    'must be a time such as 2026-11-11, "2026-11-11 20:00" or 2026-11-11T20:00:00+08:00',
    '必须是 2026-11-11、"2026-11-11 20:00" 或 2026-11-11T20:00:00+08:00 这样的时间',
  ],
  schedule_params: ['never fits flow {flow}: {detail}', '不符合流程 {flow} 的参数要求：{detail}'],
  schedule_doubt: ['{detail}', '{detail}'],
  ends_before_start: ['ends before it begins', '结束时间早于开始时间'],
  calendar_form: ['must be 1 to 64 letters, digits or _ . -', '必须是 1 到 64 个字母、数字或 _ . -'],
  unknown_calendar: ['no such calendar in `calendars`: {name}', '`calendars` 中没有这个日历：{name}'],
  calendar_file_kind: ['must end in .json, .yaml or .yml', '文件名必须以 .json、.yaml 或 .yml 结尾'],
  date_form: ['must be a day such as "2026-05-01"', '必须是 "2026-05-01" 这样的日期'],
  blackout_form: [
    'must be a time such as "2026-11-11", "2026-11-10 20:00", "11-11" (each year) or "01:30" (each day)',
    '必须是 "2026-11-11"、"2026-11-10 20:00"、"11-11"（每年）或 "01:30"（每天）这样的时间',
  ],
  blackout_forms: ['must have the same form as from', '必须与 from 的写法一致'],
  // Environment
  unknown_key: ['unknown key, ignored', '未知的环境变量，已忽略'],
  kept_only: ['is kept and shown, and nothing goes by it yet', '会保存和显示，目前还没有用到'],
  kept_only_too: [
    'is kept and shown, and nothing goes by it yet (nor by {others} more)',
    '会保存和显示，目前还没有用到（另有 {others} 处也是）',
  ],
  checked_only: ['is checked, and nothing goes by it yet', '会检查，目前还没有用到'],
  unused_key: ['has no effect in this version', '在当前版本中不起作用'],
  twice: ['is given twice: as {one} and as {other}', '同时给出了 {one} 与 {other}'],
  secret_file: ['cannot read the file {path}: {detail}', '无法读取文件 {path}：{detail}'],
  not_env_switch: ['must be true, 1, yes, on or false, 0, no, off', '必须是 true/1/yes/on 或 false/0/no/off'],
  no_adapter: [
    'this build has no adapter for {scheme}; it offers {offered}',
    '当前版本没有 {scheme} 的适配器，可用：{offered}',
  ],
  not_timezone: ['is not a time zone such as Asia/Shanghai', '不是合法的时区，例如 Asia/Shanghai'],
  not_url: ['must be an address that begins with {schemes}', '必须是以 {schemes} 开头的地址'],
  short_key: ['must have at least {min} characters', '至少要有 {min} 个字符'],
  not_network: [
    'must list addresses or networks such as 10.0.0.0/8, but has "{found}"',
    '必须是 10.0.0.0/8 这样的地址或网段，实际含有 "{found}"',
  ],
  query_interval: ['{min} to {max} s is advised', '建议 {min} 到 {max} 秒'],
  engine_address: [
    'is no http(s) address: calls of /rpa/v1/exec will be told so',
    '不是 http(s) 地址:/rpa/v1/exec 的调用方会收到对应的错误码',
  ],
  reserved_flow: ['is the name of the built-in flow', '是内置流程的名称'],
  token_characters: ['must not hold spaces or control characters', '不能包含空格或控制字符'],
  short_token: ['is shorter than 16 characters and can be guessed', '短于 16 个字符，容易被猜到'],
} as const satisfies Record<string, readonly [en: string, zh: string]>;

export type FaultCode = keyof typeof words;

/** A fault's words in a language, with its values put in. */
export function faultText(code: FaultCode, values: WordValues, language: FaultLanguage): string {
  const [en, zh] = words[code];
  return filledWords(language === 'zh' ? zh : en, values, language);
}
