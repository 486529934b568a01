#!/usr/bin/env node
// This file must parse on a Node that is far too old, so that its owner reads a sentence and not a syntax error.
// Everything newer than ES2017 stays on the other side of the import.
const needed = 24;
const found = process.versions.node;

if (Number(found.split('.')[0]) < needed) {
  process.stderr.write(
    'drover needs Node ' +
      needed +
      ' or newer, but this is Node ' +
      found +
      '.\n' +
      'Install one (https://nodejs.org), or have npm bring it: npx -p node@' +
      needed +
      ' drover …\n' +
      'drover 需要 Node ' +
      needed +
      ' 或更新的版本，当前是 Node ' +
      found +
      '。\n' +
      '请安装新版（https://nodejs.org），或让 npm 代为下载：npx -p node@' +
      needed +
      ' drover …\n',
  );
  process.exitCode = 2;
} else {
  import('./start.js');
}
