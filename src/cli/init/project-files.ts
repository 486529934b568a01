import { globSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Language } from '../words/words.ts';

/** A file of a new project: its path inside the project, with `/`, and its content. */
export interface ProjectFile {
  readonly path: string;
  readonly content: string;
}

/** What a template's `{name}` and `{version}` stand for. */
export interface ProjectNames {
  /** Name of the npm package. */
  readonly name: string;
  /** Version of this program. */
  readonly version: string;
}

/** The files of a new project, from the templates in this folder; of those in several languages the one of `language`. */
export function projectFiles(templates: string, names: ProjectNames, language: Language): ProjectFile[] {
  const folder = join(templates, 'project');
  return globSync('**/*', { cwd: folder })
    .filter((file) => statSync(join(folder, file)).isFile())
    .map((file) => ({ file, path: pathOf(file.split(sep).join('/'), language) }))
    .flatMap(({ file, path }) => {
      if (path === null) return [];
      const text = readFileSync(join(folder, file), 'utf8');
      return [{ path, content: filled(text, names) }];
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A folder's name as npm takes it for a package. Source: npm's rules for `name` in package.json. */
export function packageName(folderName: string): string {
  const name = folderName
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, 214);
  // Its own name, or none: a package can't depend on itself.
  return name === '' || name === 'drover' ? 'my-herd' : name;
}

/** Where a template goes. Null: it is in another language. npm publishes no file named `.gitignore`. */
function pathOf(template: string, language: Language): string | null {
  if (template === 'gitignore') return '.gitignore';
  const [, name, spoken, ending] = /^(.+)\.(en|zh)(\.md)$/.exec(template) ?? [];
  if (spoken === undefined) return template;
  return spoken === language ? `${name}${ending}` : null;
}

/** Only these two: TypeScript and JavaScript have braces of their own. */
function filled(text: string, { name, version }: ProjectNames): string {
  return text.replaceAll('{name}', name).replaceAll('{version}', version);
}
