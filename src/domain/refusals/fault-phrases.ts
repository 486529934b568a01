/** What is wrong with a member of an input, to be put behind its path: [English, 中文]. */
export const faultPhrases = {
  missing: ['is missing', '缺少此项'],
  member_not_known: ['is not known here', '不支持此项'],
  member_meant: ['is not known here (did you mean "{meant}"?)', '不支持此项（是不是“{meant}”？）'],
  another_platform: ['names another platform than ?platform', '与 ?platform 写的平台不同'],
  stream_event_id: ['must be the id of an event of this stream', '必须是这个事件流里的事件编号'],
  not_of_run: ['does not belong to a run', '不能用于任务'],
  beside_shops: ['stands beside a selector of shops', '不能和店铺的筛选条件同时写'],
  same_for_shops: ['is the same for several shops', '对多家店铺是相同的'],
  names_not_here: ['names what this run does not have', '写了这个任务没有的内容'],
  names_too_many: ['names more than {limit} shops', '符合条件的店铺超过 {limit} 家'],
  names_no_shop: ['names no shop', '没有符合条件的店铺'],
  exec_only: ['is only for calls of POST /rpa/v1/exec', '只用于 POST /rpa/v1/exec 的调用'],
  flow_missing: ['is missing, and so are platform and taskType', '缺少此项，platform 和 taskType 也没有写'],
  platform_missing: ['is missing beside shopId', '写了 shopId 就不能缺少此项'],
  beside_delay: ['stands beside delaySeconds', '不能和 delaySeconds 同时写'],
  far_ahead: ['lies more than 400 days ahead', '不能晚于 400 天以后'],
  digits_lost: [
    'is a number whose last digits would be lost ({number}): send it as text, "{number}"',
    '的数字会丢失末尾数位（{number}），请写成文本 "{number}"',
  ],
  number_too_large: [
    'is a number that is too large ({number}): send it as text',
    '的数字太大（{number}），请写成文本',
  ],
  broken_text: [
    'has half of a character (an escape from \\ud800 to \\udfff without its other half): send the whole character, or leave it out',
    '含有半个字符（\\ud800 到 \\udfff 的转义缺少另一半），请写完整的字符，或去掉它',
  ],
  nested_deep: ['is nested deeper than {levels} levels', '嵌套超过 {levels} 层'],
  value_bytes: [
    'is {bytes} bytes of JSON; at most {most} are kept',
    '的 JSON 有 {bytes} 字节，最多保存 {most} 字节',
  ],
  not_uploaded: [
    'must name an uploaded file: drover-file:upl_…/NAME',
    '必须写已上传的文件：drover-file:upl_…/文件名',
  ],
  file_not_here: [
    'names a file that is not (or no longer) here; send it again',
    '写的文件不在服务端（或已被清理），请重新上传',
  ],
} as const;
