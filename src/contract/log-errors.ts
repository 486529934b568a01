import { programErrorTypes } from './error-types.ts';
import type { LogLine } from './link.ts';

const classes = programErrorTypes.filter((type) => type !== 'NODE' && type !== 'BUSINESS').join('|');
const errorWords = new RegExp(
  String.raw`\b(?:${classes})\b|\b(?:[a-z]*error|[a-z]*exception|fatal|panic|traceback)\b|(?:错误|异常|失败|出错|报错)`,
  'i',
);

/** Whether a line that a program wrote tells of an error: the rule by which the server finds such lines and the console colours them. */
export function tellsError([, stream, text]: LogLine): boolean {
  return stream !== 'sys' && errorWords.test(text);
}
