/** `drover run` and the files of runs, in English. */
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
  runs_files_about: 'list the files that a run has kept, or fetch one',
  argument_file: 'name of a file to fetch; otherwise all are listed',
  option_output: 'write it to this file; otherwise to its name, in this folder',
  option_file_attempt:
    'of this attempt; otherwise the latest that has one of this name, or all that are listed',
  file_which: '-o goes with the name of a file: drover runs files ID NAME -o FILE',
  file_there: '{path} is there already and is not replaced. Say where to with -o FILE.',
  no_files: 'This run has kept no files.',
  column_file: 'File',
  column_size: 'Size',
  column_stored: 'Stored',
  status_code: 'status code {code}',
  remark_maintenance: 'maintenance mode {note}',
  run_ended: '{outcome}, code {code}',
} as const;
