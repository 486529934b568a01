/** What can't be done with runs, dead letters, keys of `ctx.once`, batches and bulk jobs: [English, 中文]. */
export const runSentences = {
  no_run: [
    'There is no run "{id}". It may have been removed with the old history.',
    '没有任务“{id}”，可能已随旧的历史记录清理。',
  ],
  run_ended: ['Run {id} has ended already: {state}.', '任务 {id} 已经结束（{state}）。'],
  run_not_ended: [
    'Run {id} has not ended: it is {state}. Cancel it first, or wait for its end.',
    '任务 {id} 还没有结束（{state}）。请先取消它，或等它结束。',
  ],
  exec_again: [
    'Run {id} was a call of POST /rpa/v1/exec, and the token of its caller is no longer kept. Have it called again.',
    '任务 {id} 来自 POST /rpa/v1/exec 的调用，调用方的令牌已不再保存。请让调用方重新调用。',
  ],
  run_changed: [
    'Run {id} was changed at the same moment; try again.',
    '任务 {id} 刚好同时被修改，请再试一次。',
  ],
  no_attempt: [
    'Run {id} has had {attempts}, so there is no attempt {attempt}.',
    '任务 {id} 只有 {attempts}，没有第 {attempt} 次尝试。',
  ],
  one_attempt: ['1 attempt', '1 次尝试'],
  some_attempts: ['{count} attempts', '{count} 次尝试'],
  no_file: ['Run {id} has no file "{name}".', '任务 {id} 没有文件“{name}”。'],
  file_removed: [
    'Run {id} had the file "{name}"; it was removed with old files.',
    '任务 {id} 的文件“{name}”已随旧文件清理。',
  ],
  no_letter: [
    'There is no dead letter "{id}". It may have been removed with the old history.',
    '没有死信“{id}”，可能已随旧的历史记录清理。',
  ],
  letter_settled: ['The dead letter {id} is settled already: {state}.', '死信 {id} 已经处理过（{state}）。'],
  letter_needs_request: [
    'This message could not be understood, so it can\'t be retried as it is: send "request", what to submit in its place.',
    '这条消息无法理解，不能原样重试：请在“request”里写明改为提交什么。',
  ],
  letter_takes_no_request: [
    '"request" is for messages that could not be understood; of a run change "params" and "priority".',
    '“request”只用于无法理解的消息；任务请改“params”和“priority”。',
  ],
  letter_by_itself: [
    'This message could not be understood; retry it by itself, with a request in its place.',
    '这条消息无法理解，不能批量重试；请单独重试它，并写明改为提交什么。',
  ],
  no_once: [
    'There is no key "{key}" of a once. Its time may be over, or nothing has begun it: the next attempt does it.',
    '没有 once 键“{key}”：可能已过期，或从未开始；下一次尝试会执行它。',
  ],
  once_at_it: [
    'once "{key}" is under way: attempt {attempt} of run {run} is at it since {since}. Wait for its end, or cancel the run.',
    'once“{key}”正在进行：任务 {run} 的第 {attempt} 次尝试从 {since} 开始执行。请等它结束，或取消该任务。',
  ],
  once_happened: [
    'once "{key}" has happened: {who}. Later attempts get its value until {until}.',
    'once“{key}”已经完成：{who}。在 {until} 之前，之后的尝试都会得到它的值。',
  ],
  once_by_attempt: ['attempt {attempt} of run {run} has said so', '由任务 {run} 的第 {attempt} 次尝试说明'],
  once_by_person: ['{by} said so at {at}', '由 {by} 在 {at} 说明'],
  somebody: ['somebody', '有人'],
  once_changed: [
    'The key "{key}" was changed at the same moment; try again.',
    'once 键“{key}”刚好同时被修改，请再试一次。',
  ],
  no_job: [
    'There is no bulk job "{id}". It may have been removed with the old history.',
    '没有批量作业“{id}”，可能已随旧的历史记录清理。',
  ],
  job_ended: [
    'Job {id} can\'t take "{command}" any more: it is {state}.',
    '批量作业 {id} {state}，不能再{command}。',
  ],
  jobs_running: [
    '{limit} bulk jobs are running already. Wait for one, or cancel one.',
    '已有 {limit} 个批量作业在进行。请等其中一个完成，或取消一个。',
  ],
  no_batch: [
    'There is no batch "{id}". It may have been removed with the old history.',
    '没有批次“{id}”，可能已随旧的历史记录清理。',
  ],
  nothing_failed: [
    'Nothing of batch {id} is to be retried: no run of it has failed or expired and still waits for a decision.',
    '批次 {id} 里没有可重试的任务：没有失败或过期后待处理的任务。',
  ],
  not_confirmed: [
    'This confirmation does not hold (any more). Ask again what would be stopped, and confirm that within 2 minutes.',
    '这次确认无效或已过期。请重新查看会停止哪些任务，并在 2 分钟内确认。',
  ],
  no_node: ['There is no node "{id}".', '没有执行节点“{id}”。'],
} as const;
