/**
 * Which runs name which files, so that no file is removed that a run, or its dead letter, still needs. Of the runs that are
 * there it is told by their parameters: a file's name in them is `drover-file:`, its 24 characters of id, and a slash.
 */
export const name = '0012-upload-uses';

export const statements = [
  `CREATE TABLE upload_use (
    upload_id TEXT NOT NULL,
    run_seq INTEGER NOT NULL,
    PRIMARY KEY (upload_id, run_seq)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX upload_use_run ON upload_use (run_seq)',
  `INSERT OR IGNORE INTO upload_use (upload_id, run_seq)
   SELECT upload.id, named.run_seq FROM (
     SELECT seq AS run_seq, params FROM run WHERE instr(params, 'drover-file:upl_') > 0
     UNION ALL
     SELECT run_seq, body FROM run_payload WHERE name = 'params' AND instr(body, 'drover-file:upl_') > 0
   ) named CROSS JOIN json_tree(named.params) value CROSS JOIN upload ON upload.id = substr(value.atom, 13, 24)
   WHERE value.type = 'text' AND EXISTS (SELECT 1 FROM upload)`,
];
