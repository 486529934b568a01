/** What `drover init` and `drover doctor` say, in English. */
export const setupEn = {
  // init
  init_about: 'make a small project here that runs; files that are there are left alone',
  argument_init_folder: 'where; otherwise this folder',
  init_done: 'A project in {folder}:',
  init_kept: 'was there and was left as it is',
  init_not_written: 'cannot write {path}: {detail}',
  init_not_module: 'package.json has no "type": "module"; set it with: npm pkg set type=module',
  init_next: `Next:
  npm install                  # where there is no node_modules yet
  npx drover up                # server and a node on this machine
  npx drover submit hello      # in a second terminal`,
} as const;
