/** How the parts of the server stand: [English, 中文]. */
export const healthSentences = {
  part_well: ['ok', '正常'],
  store_unread: ['it can not be read', '无法读取'],
  nodes_connected: ['{count} connected', '已连接 {count} 个'],
  nodes_none: ['no node is connected: what is submitted waits', '没有已连接的节点：提交的任务会等待'],
  config_fault: [
    'the file has a fault: the configuration before it stays in force',
    '配置文件有 1 处错误，没有生效，原来的配置继续有效',
  ],
  config_faults: [
    'the file has {count} faults: the configuration before it stays in force',
    '配置文件有 {count} 处错误，没有生效，原来的配置继续有效',
  ],
  broker_embedded: ['embedded', '内置'],
  broker_well: ['RabbitMQ at {address}', '已连接 RabbitMQ（{address}）'],
  broker_blocked: [
    'RabbitMQ at {address} takes no messages ({detail}): runs are accepted and wait',
    'RabbitMQ（{address}）不接收消息（{detail}）：任务仍会被接受，但要等待',
  ],
  broker_away: [
    "RabbitMQ at {address} can't be reached ({detail}): runs are accepted; what needs no message goes on",
    '连接不到 RabbitMQ（{address}，{detail}）：任务仍会被接受，不需要消息的会继续',
  ],
  clock_back: ['the clock went back; they wait until {until}', '时钟被调回，要等到 {until}'],
} as const;
