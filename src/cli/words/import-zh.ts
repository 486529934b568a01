import type { importEn } from './import-en.ts';

/** What `drover import` says, in Chinese. */
export const importZh: Readonly<Record<keyof typeof importEn, string>> = {
  import_about: '把其他系统的定时任务导入为配置项',
  import_crontab_about: 'crontab 中的条目',
  import_prefect_about: 'prefect.yaml 中的部署',
  import_tasks_about: 'Python 任务列表及其流程函数，只读取、不执行',
  argument_crontab: '文件，或用 - 表示标准输入：crontab -l | drover import crontab -',
  argument_prefect: 'prefect.yaml 文件',
  argument_task_files: '含列表的文件；流程函数不在同一目录时一并给出其文件',
  option_import_out: '写到哪里（默认为配置文件旁的 imported/名称.ts）',
  option_import_dry_run: '只显示，不写入',
  option_import_timezone: '未注明时区的时间所用的时区',
  option_crontab_system: '时间之后还有用户名，如 /etc/crontab',
  option_python: '用来读取文件的 Python',
  option_task_list: '列表的名称',
  column_original: '原系统',
  import_off: '已停用',
  import_differs: 'Drover 与原系统的时间不一致：使用前请看 docs/schedules.md。',
  import_nothing: '没有可以导入的内容。',
  import_not_written: '可导入 {count} 项，未写入。',
  import_written: '已导入 {count} 项，已写入：{files}',
  import_by_hand: '请自行加入 {path}：',
  import_is_there: '{path} 已存在：请移走，或用 --out 指定其他文件',
  import_not_taken: '加入后 {path} 有误，已保持原样：',
  import_zone: '--timezone：没有时区 {zone}',
  import_unreadable: '无法读取 {path}：{detail}',
};
