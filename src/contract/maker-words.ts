import type { Bilingual } from './bilingual.ts';

const known: ReadonlyMap<string, Bilingual> = new Map([
  ['command line', { en: 'command line', zh: '命令行' }],
  ['administrator', { en: 'administrator', zh: '管理员' }],
  ['exec', { en: 'exec API', zh: 'exec 接口' }],
]);

/** Who made or decided something (`createdBy`, `by`, …), in words: the makers of Drover's own, else the name as it was given. */
export function makerWords(name: string): Bilingual {
  const [, schedule] = /^schedule (.+)$/s.exec(name) ?? [];
  if (schedule !== undefined) return { en: name, zh: `调度 ${schedule}` };
  return known.get(name) ?? { en: name, zh: name };
}
