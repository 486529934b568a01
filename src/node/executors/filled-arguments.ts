import { ownWords } from '../../contract/own-words.ts';
import {
  fillTemplate,
  missingTemplateNames,
  runTemplateNames,
  type TemplateValues,
  templateNames,
} from '../../domain/templates.ts';
import type { ScriptFault } from '../script-check/script-check.ts';

/** Longest argument that Linux hands to a program, bytes without its end (`MAX_ARG_STRLEN`); elsewhere only all together are bounded. */
const maxArgumentBytes = 128 * 1024 - 1;

/** Arguments with their values, or which value can't be handed over in one, and why. */
export function filledArguments(
  templates: readonly string[],
  values: TemplateValues,
): readonly string[] | { readonly fault: ScriptFault } {
  const words: string[] = [];
  for (const template of templates) {
    const word = fillTemplate(template, values);
    const refused = refusalOf(template, word, values);
    if (refused !== null) return { fault: { kind: 'configuration', message: refused } };
    words.push(word);
  }
  return words;
}

function refusalOf(template: string, word: string, values: TemplateValues): string | null {
  const [missing] = missingTemplateNames(template, values).filter((name) => runTemplateNames.includes(name));
  if (missing !== undefined) return ownWords('no_value', { name: `{${missing}}`, marked: `{${missing}?}` });
  const parts = templateNames(template).map((name) => ({ name, text: fillTemplate(`{${name}}`, values) }));
  const remedy = 'the program can read it in the JSON file that DROVER_PARAMS_FILE names';
  if (word.includes('\0')) {
    const [part] = parts.filter(({ text }) => text.includes('\0'));
    return `${told(part?.name, template)} contains a NUL character, which no argument of a program can; ${remedy}`;
  }
  const bytes = Buffer.byteLength(word);
  if (process.platform !== 'linux' || bytes <= maxArgumentBytes) return null;
  const [largest] = parts.sort((a, b) => b.text.length - a.text.length);
  return `${told(largest?.name, template)} makes an argument of ${bytes} bytes, and one may have at most ${maxArgumentBytes}; ${remedy}`;
}

function told(name: string | undefined, template: string): string {
  if (name === undefined) return `the argument "${template.slice(0, 40)}"`;
  return name.startsWith('param.') ? `the parameter "${name.slice('param.'.length)}"` : `{${name}}`;
}
