import { expect, it } from 'vitest';
import { createSecretBox } from './secret-box.ts';

it('what is sealed opens with its key, for its run, unchanged, and in no other way', () => {
  const box = createSecretBox(Buffer.from('one key'));
  const sealed = box.seal('令牌 token', 'run_1');
  expect(box.open(sealed, 'run_1')).toBe('令牌 token');
  expect(box.seal('令牌 token', 'run_1')).not.toBe(sealed);
  expect(() => box.open(sealed, 'run_2')).toThrow();
  expect(() => createSecretBox(Buffer.from('another')).open(sealed, 'run_1')).toThrow();
  const bytes = Buffer.from(sealed, 'base64url');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  expect(() => box.open(bytes.toString('base64url'), 'run_1')).toThrow();
  expect(box.fingerprint('a')).toBe(box.fingerprint('a'));
  expect(box.fingerprint('a')).not.toBe(createSecretBox(Buffer.from('another')).fingerprint('a'));
});
