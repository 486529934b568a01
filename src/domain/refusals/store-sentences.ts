/** Why the server can't serve now: [English, 中文]. */
export const storeSentences = {
  server_stopping: ['The server is stopping; try again in a moment.', '服务端正在停止，请稍后再试。'],
  link_stopping: ['The server is stopping.', '服务端正在停止。'],
  store_closed: ['The store is closed.', '数据库已关闭。'],
  store_refused: [
    "The database can't be used now: {detail}",
    '数据库暂时无法读写，请稍后再试，已接受的任务不会丢。原因：{detail}',
  ],
  store_removed: [
    'The database file {path} was removed or replaced while Drover was running: nothing can be stored. Put it back from a backup, or restart Drover to begin with an empty one.',
    '数据库文件 {path} 在 Drover 运行时被删除或替换，无法保存数据。请用备份恢复它，或重启 Drover，从空的数据库开始。',
  ],
  store_newer: [
    'The database {path} was written by a newer version of Drover (schema {found}; this version knows {known}). Start the newer version, or restore a backup made before the upgrade.',
    '数据库 {path} 是由更新版本的 Drover 写入的（结构版本 {found}，当前版本只认识 {known}）。请启动新版本，或恢复升级之前的备份。',
  ],
  disk_full_database: [
    'The disk that holds the database is full: free some space; nothing was stored.',
    '数据库所在的磁盘已满，没有保存任何内容。请先清理磁盘。',
  ],
  disk_full_files: [
    'The disk that holds logs and files is full: free some space.',
    '存放日志和文件的磁盘已满，请先清理磁盘。',
  ],
  read_cut_off: ['A read of the history was cut off; try again.', '读取历史记录时中断，请再试一次。'],
  reads_too_many: ['Too many reads at once; try again in a moment.', '同时读取的请求太多，请稍后再试。'],
  read_slow: [
    'A read took longer than 30 s and was given up; narrow it down.',
    '读取超过 30 秒，已放弃；请缩小查询范围。',
  ],
  server_fault: [
    "Something went wrong in the server. Its log says more under this request's id.",
    '服务端出错了。请凭这次请求的编号查看服务端日志。',
  ],
} as const;
