import type { setupEn } from './setup-en.ts';

/** `drover init` 与 `drover doctor` 的中文。 */
export const setupZh: Readonly<Record<keyof typeof setupEn, string>> = {
  // init
  init_about: '在此创建一个可以直接运行的小项目；已有的文件不会改动',
  argument_init_folder: '位置；默认是当前文件夹',
  init_done: '项目位于 {folder}：',
  init_kept: '已存在，保持原样',
  init_not_written: '无法写入 {path}：{detail}',
  init_not_module: 'package.json 中没有 "type": "module"；请执行：npm pkg set type=module',
  init_next: `下一步：
  npm install                  # 还没有 node_modules 时
  npx drover up                # 在本机启动服务端和执行节点
  npx drover submit hello      # 在第二个终端`,
};
