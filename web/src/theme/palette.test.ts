import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runStates } from '../../../src/contract/run-states.ts';
import { palette } from './palette.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [lightCss = '', darkCss = ''] = [/:root \{[^}]*\}/, /\[data-theme="dark"\] \{[^}]*\}/].map(
  (block) => block.exec(css)?.[0] ?? '',
);

function tokensOf(block: string): Map<string, string> {
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}
const themes = { light: tokensOf(lightCss), dark: tokensOf(darkCss) };

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Source: WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

test.each(['light', 'dark'] as const)('%s: code and style sheet have the same colours', (theme) => {
  for (const [name, value] of Object.entries(palette[theme])) {
    const token = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect([token, themes[theme].get(token)]).toEqual([token, value.toLowerCase()]);
  }
});

test.each(['light', 'dark'] as const)('%s: text can be read on every ground that it stands on', (theme) => {
  const colour = (name: string): string => {
    const value = themes[theme].get(name);
    if (value === undefined) throw new Error(`tokens.css has no --${name} in ${theme}`);
    return value;
  };
  const pairs = [
    ...['text', 'text2', 'text3', 'link'].flatMap((text) =>
      ['sheet', 'sunk', 'hover'].map((ground) => [text, ground]),
    ),
    ...['text', 'text2'].map((text) => [text, 'app']),
    ...runStates.flatMap((state) => [
      [state, 'sheet'],
      [state, 'sunk'],
      [state, 'hover'],
      [state, `${state}-tint`],
    ]),
    ['on-ink', 'ink'],
    ['in-time-text', 'in-time-ground'],
    ['late-text', 'late-ground'],
    ['missing-text', 'missing-ground'],
  ];
  const tooPale = pairs.filter(([text = '', ground = '']) => contrast(colour(text), colour(ground)) < 4.5);
  expect(tooPale).toEqual([]);
  // The edge of a control, and focus: 3 to 1.
  for (const edge of ['control', 'focus'])
    expect(contrast(colour(edge), colour('sheet'))).toBeGreaterThanOrEqual(3);
});
