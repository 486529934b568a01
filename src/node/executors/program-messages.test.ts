import { expect, it } from 'vitest';
import { readProgramMessage } from './program-messages.ts';

const deep = '['.repeat(5_000) + ']'.repeat(5_000);

it.each([
  ['an output', `{"output":{"a":${deep}}}`],
  ['the input of a step', `{"step":"start","id":"1","name":"a","input":${deep}}`],
  ['a member that nobody knows', `{"progress":1,"other":${deep}}`],
])('%s that is nested too deep makes the message malformed', (_what, message) => {
  expect(readProgramMessage(`::drover::${message}`)).toEqual({
    kind: 'malformed',
    reason: 'it is nested deeper than 100 levels',
  });
});

it('keeps every digit of long numbers, as text', () => {
  expect(readProgramMessage('::drover::{"output":{"orders":[1234567890123456789,12],"rate":0.5}}')).toEqual({
    kind: 'output',
    output: { orders: ['1234567890123456789', 12], rate: 0.5 },
  });
  expect(readProgramMessage('::drover::{"step":"start","id":1234567890123456789}')).toMatchObject({
    id: '1234567890123456789',
  });
});
