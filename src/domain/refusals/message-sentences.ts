/** Why a task message can't be understood: [English, 中文]. Dead letters are grouped by the English. */
export const messageSentences = {
  message_not_utf8: ['it is not UTF-8', '不是 UTF-8 编码'],
  message_deep: ['it is nested deeper than {levels} levels', '嵌套超过 {levels} 层'],
  message_no_object: ['it is no JSON object', '不是 JSON 对象'],
  message_no_json: ['it is not JSON', '不是 JSON'],
  message_run_at: ['run_at is not a time', 'run_at 不是时间'],
  message_priority: [
    'priority must be high, normal, low or a number from 0 to 9',
    'priority 必须是 high、normal、low 或 0 到 9 的数字',
  ],
  message_whole: ['it', '消息'],
  message_failed: ['the server failed to handle it: {detail}', '服务端处理时出错：{detail}'],
  message_done_already: ['run "{holder}" already does this job', '任务“{holder}”已经在做这件事'],
} as const;
