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
  // What speaks against slots to come
  shops_unknown: [
    'There is no shop{where} with the id {ids}: no run is made for it.',
    '{where}没有编号为{ids}的店铺，不会为它创建任务。',
  ],
  shops_where: [' on platform "{platform}"', '平台“{platform}”上'],
  shop_id_meant: ['"{id}" (did you mean "{meant}"?)', '“{id}”（是不是“{meant}”？）'],
  schedule_shares_key: [
    'The business key of flow "{flow}" ({dedupe}) is the same for every shop: of the shops of a slot one gets a run, and the others attach to it. Write {shop} into it (and {platform} where shops of two platforms have the same id); or leave out "shops" where one run does for all.',
    '流程“{flow}”的业务键（{dedupe}）对每家店铺都相同：同一时点只有一家店铺会有任务，其余的都并入它。请在 dedupe 里写上 {shop}（不同平台有编号相同的店铺时再写上 {platform}）；本来就只要一个任务的，请去掉“shops”。',
  ],
  schedule_lacks: [
    'The arguments of flow "{flow}" need {names}, which runs of this schedule do not have: they will fail. Where an argument may be empty, write {marked} in the flow.',
    '流程“{flow}”的程序参数需要 {names}，而这个调度的任务没有：任务会失败。参数可以为空的，请在流程里写成 {marked}。',
  ],
  schedule_params_lack: [
    'The parameters name {names}, which runs of this schedule do not have: it is left empty. Where that is meant, write {marked}.',
    '参数里写了 {names}，而这个调度的任务没有，会留空。本来就要留空的，请写成 {marked}。',
  ],
  // What became of a slot
  slot_some_refused: [
    'Not taken for {count} of the shops: {reason}',
    '其中 {count} 家店铺的任务未被接受：{reason}',
  ],
  slot_shared_key: [
    'Shops without a run of their own, since the business key of the flow is that of another shop: {count}.',
    '{count} 家店铺没有自己的任务：按流程的业务键，它们与另一家店铺是同一件事。',
  ],
  slot_shops_unknown: ['There was no shop with the id {ids}.', '当时没有编号为{ids}的店铺。'],
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
