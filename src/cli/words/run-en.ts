/** `drover run`, in English. */
export const runEn = {
  run_about: 'execute a flow here, with its output, for developing: no server, no retries',
  option_run_local: 'execute it on this machine (required: runs of the herd are made with `drover submit`)',
  option_inspect:
    'wait for a debugger and stop before the first line of a TypeScript flow ([host:]port, default 127.0.0.1:9229)',
  run_needs_local:
    '`drover run {flow} --local` executes it here; to give it to the herd: `drover submit {flow}`',
  run_unknown_flow: 'there is no flow {flow}; there are: {flows}',
  run_unknown_flow_near: 'there is no flow {flow}; did you mean {near}?',
  run_no_flows: 'there is no flow {flow}: the configuration has none',
  run_bad_params: 'the parameters do not fit: {faults}',
  run_inspect_flow: '--inspect is for TypeScript flows; {flow} is a {kind}',
  run_inspect_form: '--inspect takes a port or host:port, but is {given}',
  run_inspect_taken:
    'the debugger cannot listen on {address}: something else does. End that, or take another port: --inspect PORT (0: any free one)',
  run_inspect_address:
    'the debugger cannot listen on {address} ({detail}). Take another address: --inspect PORT or HOST:PORT',
  run_file: 'file to keep: {name} ({bytes} {bytes|byte|bytes})',
  run_ended: '{outcome}, code {code}',
} as const;
