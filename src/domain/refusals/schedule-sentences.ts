/** What can't be done with schedules and backfills, and what is wrong with their definitions: [English, 中文]. */
export const scheduleSentences = {
  no_schedule: ['There is no schedule "{name}".{hint}', '没有调度“{name}”。{hint}'],
  schedule_meant: [' Did you mean "{meant}"?', '是不是“{meant}”？'],
  schedule_exists: ['There is a schedule "{name}" already.', '已经有名为“{name}”的调度。'],
  schedule_of_file: [
    'The schedule "{name}" is an entry of the configuration file: change it there. It can be paused and run here.',
    '调度“{name}”写在配置文件里，请到文件里修改；在这里可以暂停它、立即运行它。',
  ],
  no_slot: ['The schedule "{name}" has no record of a slot at {at}.', '调度“{name}”在 {at} 没有时点记录。'],
  no_backfill: [
    'There is no backfill "{id}". It may have been removed with the old history.',
    '没有补跑“{id}”，可能已随旧的历史记录清理。',
  ],
  backfill_ended: [
    'Backfill {id} can\'t take "{command}" any more: it is {state}.',
    '补跑 {id} {state}，不能再{command}。',
  ],
  backfills_running: [
    '{limit} backfills are running already. Wait for one, or cancel one.',
    '已有 {limit} 个补跑在进行。请等其中一个完成，或取消一个。',
  ],
  // Faults
  flow_not_there: ['there is no flow "{name}"', '没有流程“{name}”'],
  calendar_not_there: ['there is no calendar "{name}"', '没有日历“{name}”'],
  cron_or_every: ['give either cron or everySeconds', 'cron 和 everySeconds 必须且只能写一个'],
  cron_every_or_schedule: ['give cron, every or schedule', '请写 cron、every 或 schedule'],
  no_zone: ['is not a time zone such as Asia/Shanghai', '不是 Asia/Shanghai 这样的时区'],
  no_moment: [
    '"{text}" is no time: there is no such day or hour',
    '“{text}”不是有效时间：没有这一天或这个钟点',
  ],
  ends_early: ['ends before it begins', '结束时间早于开始时间'],
  template_name: ['unknown name {name}', '没有 {name} 这个占位符'],
  after_from: ['must be after "from"', '必须晚于“from”'],
  days_after_from: ['must be at most {days} days after "from"', '最多比“from”晚 {days} 天'],
  range_slots: [
    'the range has more than {limit} slots: split it into several',
    '这段时间超过 {limit} 个时点，请分成几段',
  ],
} as const;
