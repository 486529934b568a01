/** What the READMEs show must be there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { testCaller } from '../../test/support/test-caller.ts';
import { createProgram } from './program.ts';

const read = (file: string): string => readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8');
const readmes = [
  ...['README.md', 'README.zh-CN.md', 'examples/herd/README.md'],
  ...['templates/project/README.en.md', 'templates/project/README.zh.md'],
  ...['docs/getting-started.md', 'docs/getting-started.zh-CN.md', 'docs/configuration.md'],
] as const;

/** `drover …` as it stands in a README: the words up to a comment or the end of the code. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/npx drover ([a-z][^#`\n]*)/g)].map((match) => (match[1] ?? '').trim());
}

describe.each(readmes)('%s', (file) => {
  const { program } = createProgram(testCaller([]), 'en', '0');

  test.each(commandsIn(read(file)))('drover %s', (line) => {
    const words = line.split(/\s+/);
    let command: Command = program;
    let at = 0;
    for (let next = child(command, words[at]); next !== undefined; next = child(command, words[at])) {
      command = next;
      at++;
    }
    expect(at, 'a command that exists').toBeGreaterThan(0);
    expect(command.commands, `${command.name()} needs a command behind it`).toEqual([]);
    for (const option of words.slice(at).filter((word) => /^--?[a-z]/.test(word))) {
      const known = [...command.options, ...program.options].flatMap(({ long, short }) => [long, short]);
      expect(known).toContain(option);
    }
  });
});

function child(command: Command, word: string | undefined): Command | undefined {
  return command.commands.find((one) => one.name() === word);
}

test('both languages show the same code and the same links', () => {
  const parts = (file: string): readonly unknown[] => {
    const text = read(file);
    const fences = [...text.matchAll(/^```(\w*)\n(.*?)^```/gms)].map((match) => match[2] ?? '');
    const bare = fences.map((code) =>
      code
        .replace(/ *#.*$/gm, '')
        .replace(/(NAME|名称)|(stock-taking|盘点)|'[^']*[^\x20-\x7e][^']*'|'First shop'/g, ''),
    );
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] ?? '');
    const others = links.filter((link) => !/README(\.zh-CN)?\.md$/.test(link) || link.includes('/'));
    // A page that is there in both languages is linked in the reader's.
    return [bare, others.map((link) => link.replace('.zh-CN.md', '.md')).sort()];
  };
  expect(parts('README.zh-CN.md')).toEqual(parts('README.md'));
});
