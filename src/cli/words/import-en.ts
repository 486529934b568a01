/** What `drover import` says, in English. */
export const importEn = {
  import_about: 'take over schedules of another system as entries of the configuration',
  import_crontab_about: 'entries of a crontab',
  import_prefect_about: 'deployments of a prefect.yaml',
  import_tasks_about:
    'a Python list of tasks and the flow functions that it names, read without executing them',
  argument_crontab: 'the file, or - for standard input: crontab -l | drover import crontab -',
  argument_prefect: 'the prefect.yaml',
  argument_task_files:
    'the file with the list, and files with its flow functions where they are not beside it',
  option_import_out: 'where the entries go (default imported/NAME.ts beside the configuration)',
  option_import_dry_run: 'show everything and write nothing',
  option_import_timezone: 'zone of the times where none is given',
  option_crontab_system: 'lines have a user behind the times, as in /etc/crontab',
  option_python: 'the Python that reads the files',
  option_task_list: 'name of the list',
  column_original: 'original',
  import_off: 'switched off',
  import_differs:
    'Drover and the original do not agree on these times: see docs/schedules.md before you rely on them.',
  import_nothing: 'Nothing could be taken over.',
  import_not_written: 'To be taken over: {count}. Nothing was written.',
  import_written: 'Taken over: {count}. Written: {files}',
  import_by_hand: 'Add this to {path} yourself:',
  import_is_there: '{path} is there already: take it away, or name another file with --out',
  import_not_taken: '{path} would be faulty with them and was left as it was:',
  import_zone: '--timezone: there is no zone {zone}',
  import_unreadable: '{path} cannot be read: {detail}',
} as const;
