/**
 * What Drover itself says in errors of runs and steps, and in the `sys` lines of logs. It is stored in English; whoever
 * shows it says it in the reader's language. What a program says stays as it is.
 */
import type { Bilingual } from './bilingual.ts';

/** All sentences by name: [English, 中文]. A name in quotes stands for any text, one of `numbers` for a number. */
const sentences = {
  // How an attempt ended
  timed_out: ['timed out after {seconds} s', '超过 {seconds} 秒的时间限制'],
  timed_out_before: ['timed out before the program could start', '程序还没能启动就已超时'],
  killed: ['killed by the system, most likely for lack of memory', '被系统终止，很可能是内存不足'],
  exit_code: ['exit code {code}', '退出码 {code}'],
  ended_by: ['ended by {signal}', '被信号 {signal} 终止'],
  thread_died: [
    'the thread that this inline flow shared died: {reason}',
    '这个 inline 流程所在的共用线程意外结束：{reason}',
  ],
  ended_early: ['the flow ended its process before it returned', '流程还没有返回，就结束了自己的进程'],
  node_lost: ['the node was lost {n} times while it executed this run', '执行这个任务时节点失联了 {n} 次'],
  not_started_in_time: ['it had not started before its deadline', '到截止时间仍未开始'],
  ended_in_step: ['the attempt ended in this step: {outcome}', '尝试在这一步结束：{outcome}'],
  // Why it did not start
  not_offered: ['this node does not offer the flow {flow}', '这个节点不提供流程 {flow}'],
  slots_taken: ['all {slots} slots of this node are taken', '这个节点的 {slots} 个槽位都已占用'],
  node_failed: ['the node failed to execute it: {reason}', '节点执行时出错：{reason}'],
  no_work_folder: ['the node could not prepare the attempt: {reason}', '节点无法为这次尝试做准备：{reason}'],
  no_work_folder_permission: [
    'the node could not prepare the attempt: {reason} (its user must be able to write there)',
    '节点无法为这次尝试做准备：{reason}（节点的用户要能写入该处）',
  ],
  no_value: [
    'this run has nothing for {name}, which an argument of its program needs: submit it with a shop, platform or task type, or write {marked} in the flow where the argument may be empty',
    '这个任务没有 {name} 的值，而程序的参数需要它：请在提交时写明店铺、平台或任务类型；如果参数可以为空，请在流程里写成 {marked}',
  ],
  unknown_encoding: ['unknown encoding: {encoding}', '未知的编码：{encoding}'],
  not_loaded: ['the flow could not be loaded: {reason}', '流程无法加载：{reason}'],
  engine_elsewhere: ['flows of an engine are executed by a node', '外部引擎的流程由节点执行'],
  file_gone: [
    'the file "{name}" of this run is kept no longer: send it again and retry with it',
    '这个任务的文件“{name}”已不再保存：请重新上传，并用它重试',
  ],
  file_not_fetched: ['a file of this run could not be fetched: {reason}', '无法取得这个任务的文件：{reason}'],
  no_working_folder: ['its working folder is not there: {path}', '工作目录不存在：{path}'],
  working_folder_refused: ['the node may not use its working folder: {path}', '节点无权使用工作目录：{path}'],
  no_script: ['script not found: {path}', '找不到脚本：{path}'],
  script_no_file: ['script is not a file: {path}', '脚本不是文件：{path}'],
  script_unreadable: ['the node may not read the script: {path}', '节点无权读取脚本：{path}'],
  script_not_executable: [
    'the node may not execute the script: {path} (chmod +x, or name an interpreter)',
    '节点无权执行脚本：{path}（请 chmod +x，或写明解释器）',
  ],
  script_not_executable_code: [
    'the node may not execute the script: {path} (chmod +x, or name an interpreter) ({code_name})',
    '节点无权执行脚本：{path}（请 chmod +x，或写明解释器）({code_name})',
  ],
  imports_missing: [
    '{path} imports what {python} does not have: {modules}. Install it ({python_again} -m pip install …), put it beside the script, or name another interpreter.',
    '{path} 要导入的模块在 {python} 中没有：{modules}。请安装（{python_again} -m pip install …），或放到脚本旁边，或改用别的解释器。',
  ],
  folder_not_found: ['working folder not found: {path}', '找不到工作目录：{path}'],
  command_not_found: ['command not found: {name}', '找不到命令：{name}'],
  interpreter_not_found: ['interpreter not found: {name} (of {path})', '找不到解释器：{name}（{path} 所需）'],
  is_folder: ['not an executable file, but a folder: {path}', '不是可执行文件，而是目录：{path}'],
  not_executable: [
    'not an executable file: {path} (chmod +x, or name an interpreter before it)',
    '不是可执行文件：{path}（请 chmod +x，或在前面写明解释器）',
  ],
  // Once
  once_busy: [
    'once "{key}": {run} attempt {attempt} is at it now',
    'once“{key}”：{run} 的第 {attempt} 次尝试正在进行',
  ],
  once_unknown: [
    'once "{key}": {run} attempt {attempt} began it and did not say whether it happened. Look, then say it: drover once settle --happened {argument} (or --not-happened), and retry this run.',
    'once“{key}”：{run} 的第 {attempt} 次尝试开始了它，但没有说明是否完成。请查看后说明结果：drover once settle --happened {argument}（没有完成则用 --not-happened），再重试这个任务。',
  ],
  // Lines of a log
  artifact: ['artifact: {path}', '留存文件：{path}'],
  named_error: ['error named by the program: {type}: {message}', '程序报告的错误：{type}: {message}'],
  named_error_success: [
    'the program named the error {type} but ended with 0, which counts as success',
    '程序报告了错误 {type}，但以 0 结束，算作成功',
  ],
  bad_message: [
    'the line before looks like a message, but: {reason}',
    '上一行像是给 Drover 的消息，但有误：{reason}',
  ],
  not_in_encoding: [
    "the output is not {encoding}: what can not be read is shown as \u{fffd}. Declare its encoding in the flow, such as encoding: 'gbk'",
    "输出不是 {encoding} 编码，读不出的字符显示为 \u{fffd}。请在流程里写明编码，例如 encoding: 'gbk'",
  ],
  output_cut: [
    'the output was cut: a process outside the tree held it open',
    '输出被截断：进程树之外有进程一直占用着它',
  ],
  left_behind: [
    'the program has ended and left processes behind, which are stopped: {pids}',
    '程序已结束，但留下了进程，现予停止：{pids}',
  ],
  runs_again: [
    'another run in the same thread had to be ended; this one runs again',
    '同一线程里的另一个任务必须终止；这个任务会重新运行',
  ],
  steps_left_out: ['{n} step messages left out', '略去 {n} 条步骤消息'],
  file_not_kept: ['the file {name} was not kept: {reason}', '文件 {name} 没有留存：{reason}'],
  files_too_many: [
    'an attempt keeps at most {n} files; the others are left out',
    '一次尝试最多留存 {n} 个文件，其余略去',
  ],
  engine_again: ['the engine answers again', '外部引擎恢复应答'],
  engine_goes_on: [
    'task {id} may go on at the engine: nobody waits for it any more',
    '外部引擎的任务 {id} 可能仍在运行：已没有人在等它',
  ],
} as const satisfies Readonly<Record<string, readonly [en: string, zh: string]>>;

export type OwnSentence = keyof typeof sentences;
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type Values<Key extends OwnSentence> = Readonly<Record<Names<(typeof sentences)[Key][0]>, string | number>>;

/** Those that a run of type `EXIT` may have: all else there is its program's. */
const ofExit: readonly OwnSentence[] = ['exit_code', 'ended_by', 'thread_died', 'ended_early'];
const numbers = ['n', 'seconds', 'slots', 'code', 'attempt'];
const outcomes: Readonly<Record<string, string>> = {
  failed: '失败',
  timeout: '超时',
  cancelled: '已取消',
  stopped: '被停止',
  refused: '被拒绝',
};

/** A longer line is left as it is: what a program repeats in one could keep the search for its parts busy for minutes. */
const longest = 2_000;

/** The text that is stored. */
export function ownWords<Key extends OwnSentence>(
  key: Key,
  ...[values]: Names<(typeof sentences)[Key][0]> extends never ? [] : [values: Values<Key>]
): string {
  return filled(sentences[key][0], new Map(Object.entries(values ?? {})));
}

/**
 * A stored text in a language: its first line is said in it where that is a sentence of Drover's. A cause that dead
 * letters are grouped by is known too, `<value>` and `<n>` in place of what differs. `type`: that of the error it is of.
 */
export function ownWordsIn(text: string, language: keyof Bilingual, type: string | null = null): string {
  if (language === 'en') return text;
  const known = knownAgain(text, type);
  if (known === null) return text;
  return `${filled(sentences[known.key][1], known.values)}${known.rest}`;
}

/** What a stored text says at these places of a sentence; null: its first line is not that sentence. */
export function ownValues<Key extends OwnSentence>(
  text: string,
  key: Key,
): Readonly<Record<Names<(typeof sentences)[Key][0]>, string>> | null {
  const known = knownAgain(text, null);
  // A sentence is known again by all of its values.
  return known?.key === key
    ? (Object.fromEntries(known.values) as Record<Names<(typeof sentences)[Key][0]>, string>)
    : null;
}

/** Which sentence the first line of a text is, with its values, and what follows it. */
function knownAgain(
  text: string,
  type: string | null,
): {
  readonly key: OwnSentence;
  readonly values: ReadonlyMap<string, string>;
  readonly rest: string;
} | null {
  const end = text.indexOf('\n');
  const first = end === -1 ? text : text.slice(0, end);
  if (first.length > longest) return null;
  for (const { key, pattern, names } of patterns()) {
    if (type === 'EXIT' && !ofExit.includes(key)) continue;
    const match = pattern.exec(first);
    if (match === null) continue;
    const values = new Map(names.map((name, at) => [name, plain(name, match[at + 1] ?? '')]));
    return { key, values, rest: text.slice(first.length) };
  }
  return null;
}

interface Pattern {
  readonly key: OwnSentence;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}
let known: readonly Pattern[] | null = null;

/** How each sentence is known again, the most telling first. Made when it is first asked for. */
function patterns(): readonly Pattern[] {
  known ??= Object.entries(sentences)
    .map(([key, [en]]): Pattern & { readonly literal: number } => {
      const names: string[] = [];
      let literal = 0;
      const source = en.split(/("\{\w+\}"|\{\w+\})/).map((part) => {
        const name = /^"?\{(\w+)\}"?$/.exec(part)?.[1];
        if (name === undefined) {
          literal += part.length;
          return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        }
        names.push(name);
        if (part.startsWith('"')) return '(".*?"|<value>)';
        return numbers.includes(name) ? '(\\d+(?:\\.\\d+)?|unknown|<n>)' : '(.+?)';
      });
      // Of this object's own keys.
      return { key: key as OwnSentence, pattern: new RegExp(`^${source.join('')}$`), names, literal };
    })
    .sort((a, b) => b.literal - a.literal);
  return known;
}

function plain(name: string, value: string): string {
  if (name === 'outcome') return outcomes[value] ?? value;
  // Of a command, to be taken as it stands.
  if (name === 'argument') return value;
  return value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

function filled(text: string, values: ReadonlyMap<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values.get(name) ?? whole));
}
