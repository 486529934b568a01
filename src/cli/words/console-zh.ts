import type { consoleEn } from './console-en.ts';

/** What the command line says of the console, in Chinese. */
export const consoleZh: Readonly<Record<keyof typeof consoleEn, string>> = {
  up_console: '控制台',
  sign_in_about: '生成一个登录链接：以管理员身份打开控制台，10 分钟内有效，只能用一次',
  sign_in_link: '控制台，以管理员身份登录（链接 10 分钟内有效，只能用一次）：{url}',
};
