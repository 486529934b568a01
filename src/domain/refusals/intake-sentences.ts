/** Why a submission is not taken: [English, 中文]. */
export const intakeSentences = {
  exec_flow: [
    'Runs of the flow "{name}" come from POST /rpa/v1/exec, with the token of the caller. For an engine with a token of its own, make a flow of the kind engine.',
    '流程“{name}”的任务只能来自 POST /rpa/v1/exec 的调用，令牌由调用方提供。引擎有自己的令牌时，请另写一个 engine 类型的流程。',
  ],
  no_flow: ['There is no flow "{name}". {hint}{known}.', '没有流程“{name}”。{hint}{known}。'],
  flow_meant: ['Did you mean "{meant}"? ', '是不是“{meant}”？'],
  flows_none: ['The configuration has no flow', '配置里没有流程'],
  flows_known: ['Flows here: {names}{more}', '现有流程：{names}{more}'],
  and_more: [' and {count} more', '，另有 {count} 个'],
  flow_gone: ['There is no flow "{name}".', '没有流程“{name}”。'],
  flow_not_matched: [
    'No flow matches platform "{platform}" and task type "{taskType}". {known}.',
    '没有流程匹配平台“{platform}”和任务类型“{taskType}”。{known}。',
  ],
  nothing_to_run: [
    'Say what to run: "flow", or "platform" and "taskType".',
    '请写明要运行什么：“flow”，或者“platform”和“taskType”。',
  ],
  platform_wanted: [
    'Say on which platform shop {shop} is. {which}.',
    '请写明店铺 {shop} 在哪个平台。{which}。',
  ],
  shop_not_seen: ['No shop with this id is known yet', '目前没有编号相同的店铺'],
  shop_seen_on: ['It exists on {platforms}', '这些平台上有它：{platforms}'],
  delay_and_time: ['Give "delaySeconds" or "runAt", not both.', '“delaySeconds”和“runAt”只能写一个。'],
  too_far_ahead: ['"runAt" lies more than 400 days ahead.', '“runAt”不能晚于 400 天以后。'],
  shop_beside_shops: [
    'A run for several shops names none itself: leave out "shopId".',
    '为多家店铺提交时，任务本身不要写“shopId”。',
  ],
  shops_share_key: [
    'The business key of a run for several shops must differ by shop: write {shop} into "dedupeKey", and {platform} where shops of two platforms have the same id.',
    '为多家店铺提交时，每家店铺的业务键必须不同：请在“dedupeKey”里写上 {shop}，不同平台有编号相同的店铺时再写上 {platform}。',
  ],
  flow_shares_key: [
    'Several of these shops have one business key by the flow "{flow}" (its dedupe is "{dedupe}"): only one of them would be served. Give a "dedupeKey" that names {shop} (and {platform} where shops of two platforms have the same id), or write it into the flow.',
    '按流程“{flow}”的 dedupe（{dedupe}），其中几家店铺的业务键相同，只有一家会得到任务。请在提交时给出写有 {shop} 的“dedupeKey”（不同平台有编号相同的店铺时再写上 {platform}），或在流程里写上它。',
  ],
  key_unfilled: [
    '"dedupeKey" names what this run does not have: {names}.',
    '“dedupeKey”里写了这个任务没有的内容：{names}。',
  ],
  shops_too_many: [
    'More than {limit} shops match; split them into several batches.',
    '符合条件的店铺超过 {limit} 家，请分成几个批次。',
  ],
  shops_none: [
    'No shop matches the selector; nothing was submitted.',
    '没有符合条件的店铺，什么都没有提交。',
  ],
  shops_none_fit: ['No shop fits the selection.', '没有符合条件的店铺。'],
  params_deep: ['The parameters are nested deeper than {levels} levels.', '参数的嵌套超过 {levels} 层。'],
  params_large: [
    'The parameters are {bytes} bytes of JSON; at most {limit} are taken. Put large data elsewhere and give its address.',
    '参数的 JSON 有 {bytes} 字节，最多 {limit} 字节。大的数据请另外存放，在参数里写它的地址。',
  ],
  params_misfit: [
    "The parameters don't fit flow {flow}: {faults}{more}.",
    '参数不符合流程 {flow} 的要求：{faults}{more}。',
  ],
  the_params: ['params', '参数'],
  duplicate_run: [
    'Run {holder} already does this job (the same flow and business key).',
    '任务 {holder} 已经在做这件事（流程和业务键都相同），没有重复提交。',
  ],
  idempotency_conflict: [
    'This Idempotency-Key was used for another request within the last 24 hours. Use a new one for a new request.',
    '这个 Idempotency-Key 在 24 小时内已用于另一个请求，新的请求请换一个。',
  ],
  files_not_here: [
    'A file that the parameters name is not here: {paths}. Send it again.',
    '参数里写的文件不在服务端：{paths}。请重新上传。',
  ],
  no_upload: [
    'There is no whole file "{id}". Files are removed after some days; send it again.',
    '没有完整的文件“{id}”。文件过几天会被清理，请重新上传。',
  ],
  upload_offset: [
    'This file has {received} of {size} bytes: send what follows from there, and no more.',
    '这个文件已收到 {received} 字节，共 {size} 字节：请从这里接着发送，不要超出。',
  ],
} as const;
