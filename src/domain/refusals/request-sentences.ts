/** What is wrong with a request as such, whatever it asks for: [English, 中文]. */
export const requestSentences = {
  request_faulty: ["The request can't be used: {faults}{more}.", '请求有误：{faults}{more}。'],
  faults_more: ['; and {count} more', '；另有 {count} 处'],
  query_faulty: ['{faults}.', '{faults}。'],
  filter_not_known: ['{faults}. Filters here: {known}.', '{faults}。这里可用的筛选条件：{known}。'],
  no_filters: ['{faults}. Nothing can be filtered here.', '{faults}。这里没有筛选条件。'],
  the_body: ['the body', '请求体'],
  framework: ['{detail}', '请求无法处理：{detail}'],
  body_not_utf8: [
    'The body is not UTF-8. Send it as UTF-8 (a Windows console may send GBK).',
    '请求体不是 UTF-8 编码，请改用 UTF-8 发送（Windows 命令行可能用了 GBK）。',
  ],
  body_only_utf8: ['The body is not UTF-8.', '请求体不是 UTF-8 编码。'],
  proto_key: [
    'The body has a key "__proto__", which is not taken.',
    '请求体里有名为“__proto__”的键，这个名称不能用。',
  ],
  not_json: [
    'The body is not JSON: at line {line}, column {column} there is {found} instead of {expected}.',
    '请求体不是 JSON：第 {line} 行第 {column} 列是 {found}，此处应为{expected}。',
  ],
  end_of_body: ['the end of the body', '请求体的结尾'],
  json_value: ['value', '一个值'],
  json_value_or_end: ['value or ]', '一个值或 ]'],
  json_key: ['key', '一个键'],
  json_key_or_end: ['key or }', '一个键或 }'],
  json_colon: [':', ' :'],
  json_comma_or_brace: [', or }', ' , 或 }'],
  json_comma_or_bracket: [', or ]', ' , 或 ]'],
  json_end: ['end', '结尾'],
  json_string: ['a whole string', '完整的字符串'],
  json_readable: ['JSON that can be read', '可以读取的 JSON'],
  body_too_deep: [
    'The body is nested deeper than {levels} levels, at line {line}, column {column}.',
    '请求体的嵌套超过 {levels} 层，在第 {line} 行第 {column} 列。',
  ],
  body_too_large: [
    'The body is larger than {limit} bytes (4 MiB). Split it, for instance into several batches.',
    '请求体超过 {limit} 字节（4 MiB）。请拆开发送，例如分成几个批次。',
  ],
  json_wanted: [
    'Send the body as JSON, with the header "Content-Type: application/json".',
    '请求体要用 JSON，并带上请求头“Content-Type: application/json”。',
  ],
  bytes_wanted: [
    'Send the piece as it is, with the header "Content-Type: application/octet-stream".',
    '请原样发送这一段文件，并带上请求头“Content-Type: application/octet-stream”。',
  ],
  csv_wanted: [
    'Send the file as it is, with the header "Content-Type: text/csv" (and "; charset=gbk" where it is not UTF-8).',
    '请原样发送文件，并带上请求头“Content-Type: text/csv”（不是 UTF-8 时加上“; charset=gbk”）。',
  ],
  content_encoding: [
    'Bodies are taken as they are, not with the content encoding "{encoding}".',
    '请求体要原样发送，不接受内容编码“{encoding}”。',
  ],
  idempotency_key_form: [
    'The header Idempotency-Key must have 1 to {max} characters.',
    '请求头 Idempotency-Key 必须是 1 到 {max} 个字符。',
  ],
  request_slow: ['The request did not arrive whole within 30 s.', '请求在 30 秒内没有传完。'],
  headers_too_large: ['The headers of the request are larger than 16 KiB.', '请求头超过 16 KiB。'],
  not_http: ['This is not a request of HTTP/1.1.', '这不是 HTTP/1.1 请求。'],
  no_host: [
    'The request has no header Host, which HTTP/1.1 asks for.',
    '请求缺少 HTTP/1.1 要求的 Host 请求头。',
  ],
  expectation: [
    'The header "Expect: {value}" can\'t be met; "100-continue" or no such header can.',
    '无法满足请求头“Expect: {value}”，只支持“100-continue”，也可以不写。',
  ],
  not_a_method: ['{method} is not for {path}; it takes {allow}.', '{path} 不支持 {method}，只支持 {allow}。'],
  nothing_at: ['There is nothing at {path}. {hint}', '{path} 不存在。{hint}'],
  path_meant: ['Did you mean {meant}?', '是不是 {meant}？'],
  api_described: ['The API is described at /openapi.json.', '接口说明见 /openapi.json。'],
  not_in_range: [
    'There are {size} bytes; the range asked for lies outside them.',
    '共 {size} 字节，请求的范围不在其中。',
  ],
  no_websocket: [
    'No WebSocket is taken at {path}; nodes connect to {link}.',
    '{path} 不接受 WebSocket，执行节点请连接 {link}。',
  ],
  websocket_wanted: ['Nodes connect here with a WebSocket.', '这个地址供执行节点用 WebSocket 连接。'],
  cursor_not_known: [
    'This cursor is not one that the list has given; start again without a cursor.',
    '这个翻页位置（cursor）不是此列表给出的，请去掉它，从头开始。',
  ],
  two_platforms: [
    'The filters "platform" and "shop" name two platforms.',
    '筛选条件“platform”和“shop”写了两个不同的平台。',
  ],
  not_event_id: ['"{id}" is not the id of an event of this stream.', '“{id}”不是这个事件流里的事件编号。'],
} as const;
