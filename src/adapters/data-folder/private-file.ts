import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file that only its owner can read; a reader sees the old or the new text, never a mixture. */
export function writePrivateFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    // A draft that was left behind keeps its old mode.
    chmodSync(draft, 0o600);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** The first line of a file; null when it is absent or empty. */
export function readPrivateFile(path: string): string | null {
  try {
    const [line = ''] = readFileSync(path, 'utf8').split('\n');
    return line.trim() === '' ? null : line.trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A new secret of 256 random bits in letters, digits, - and _. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The secret in this file, made at random the first time. */
export function keptSecret(path: string): string {
  const known = readPrivateFile(path);
  if (known !== null) return known;
  const made = newSecret();
  writePrivateFile(path, `${made}\n`);
  return made;
}
