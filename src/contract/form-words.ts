import type { Bilingual } from './bilingual.ts';

/**
 * What the schemas of this folder say of a value that has not the form they ask for. A schema can say it in one language:
 * it takes `en`, and who shows the fault finds the other here by it.
 */
export const formWords = {
  runId: { en: 'must be 1 to 128 letters, digits or _ . : -', zh: '必须是 1 到 128 个字母、数字或 _ . : -' },
  platform: { en: 'must be a short lower-case word such as pdd', zh: '必须是 pdd 这样的小写短词' },
  shopId: { en: 'must be 1 to 64 letters, digits or _ . @ -', zh: '必须是 1 到 64 个字母、数字或 _ . @ -' },
  dots: {
    en: 'must not be "." or "..", which stand for folders in addresses and paths',
    zh: '不能是“.”或“..”，它们在网址和路径里代表文件夹',
  },
  flow: { en: 'must be a name such as sync_order', zh: '必须是 sync_order 这样的名称' },
  tag: { en: 'must be 1 to 64 letters, digits or _ . : = -', zh: '必须是 1 到 64 个字母、数字或 _ . : = -' },
  shop: {
    en: 'must be a shop such as 1001, or pdd:1001 with its platform',
    zh: '必须是店铺编号，例如 1001，或带平台的 pdd:1001',
  },
  batchId: { en: 'must be the id of a batch', zh: '必须是批次的编号' },
  uploadId: { en: 'must be the id of an upload', zh: '必须是所上传文件的编号' },
  fileName: { en: 'must be a name without a path', zh: '必须是不带路径的文件名' },
  name: { en: 'must be a name', zh: '必须是文件名' },
  artifact: { en: 'must be the path of a file such as shots/1.png', zh: '必须是 shots/1.png 这样的文件路径' },
  errorType: { en: 'must be an error type such as EXIT', zh: '必须是 EXIT 这样的错误类型' },
  schedule: {
    en: 'must be 1 to 64 letters, digits or _ . : - and blanks between them',
    zh: '必须是 1 到 64 个字母、数字或 _ . : -，中间可以有空格',
  },
  reserved: { en: 'is a word of the API', zh: '是接口保留的词，请换一个名称' },
  calendar: { en: 'must be 1 to 64 letters, digits or _ . -', zh: '必须是 1 到 64 个字母、数字或 _ . -' },
  moment: {
    en: 'must be a date such as 2026-11-11, a time such as "2026-11-11 20:00", or one with an offset',
    zh: '必须是 2026-11-11 这样的日期、“2026-11-11 20:00”这样的时间，或带时区偏移的时间',
  },
  lettersMeant: {
    en: 'needs exactly one of "filter", "ids" and "cause"',
    zh: '“filter”“ids”“cause”必须且只能写一个',
  },
  runsMeant: { en: 'needs one of "ids" and "filter"', zh: '“ids”和“filter”必须且只能写一个' },
  linesMeant: { en: 'needs exactly one of "text" and "errors"', zh: '“text”和“errors”必须且只能写一个' },
  plainText: {
    en: 'must have no control characters (line breaks, tabs, NUL)',
    zh: '不能含有换行、制表符等控制字符',
  },
  retryOnly: { en: 'is for a retry only', zh: '只用于重试' },
  happenedOnly: { en: 'is only for what has happened', zh: '只用于已经完成的操作' },
} as const satisfies Readonly<Record<string, Bilingual>>;
