import { expect, test } from 'vitest';
import { testCaller } from '../../../test/support/test-caller.ts';
import { createStatusLine } from './status-line.ts';

test('on a terminal one line is rewritten, and other lines come above it', () => {
  const caller = testCaller([], { terminal: true });
  const line = createStatusLine(caller.output, () => 0);
  line.show('1 of 3');
  line.show('2 of 3');
  line.print('the node ended');
  line.end('done');
  line.print('after');
  const clear = '\r\u001b[2K';
  expect(caller.stdout()).toBe(
    `${clear}1 of 3${clear}2 of 3${clear}the node ended\n2 of 3${clear}done\nafter\n`,
  );
});

test('elsewhere a line is printed now and then', () => {
  const caller = testCaller([]);
  let now = 0;
  const line = createStatusLine(caller.output, () => now);
  for (const text of ['1', '2', '3']) line.show(text);
  now = 5000;
  line.show('4');
  line.end('done');
  expect(caller.stdout()).toBe('1\n4\ndone\n');
});
