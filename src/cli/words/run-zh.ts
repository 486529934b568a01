/** `drover run`，中文。 */
export const runZh = {
  run_about: '在本机执行一个流程并显示输出，供开发使用：不经过服务端，不重试',
  option_run_local: '在本机执行（必填：交给执行节点请用 `drover submit`）',
  option_inspect: '等待调试器，并停在 TypeScript 流程的第一行之前（[主机:]端口，默认 127.0.0.1:9229）',
  run_needs_local: '`drover run {flow} --local` 在本机执行；交给执行节点请用：`drover submit {flow}`',
  run_unknown_flow: '没有流程 {flow}；现有：{flows}',
  run_unknown_flow_near: '没有流程 {flow}；是不是 {near}？',
  run_no_flows: '没有流程 {flow}：配置里没有任何流程',
  run_bad_params: '参数不符合要求：{faults}',
  run_inspect_flow: '--inspect 只用于 TypeScript 流程；{flow} 是 {kind}',
  run_inspect_form: '--inspect 应为端口或 主机:端口，实际是 {given}',
  run_inspect_taken:
    '调试器无法监听 {address}：已被其他程序占用。请先结束它，或换一个端口：--inspect 端口（0 表示任意空闲端口）',
  run_inspect_address: '调试器无法监听 {address}（{detail}）。请换一个地址：--inspect 端口 或 主机:端口',
  run_file: '要保留的文件：{name}（{bytes} 字节）',
  run_ended: '{outcome}，状态码 {code}',
} as const;
