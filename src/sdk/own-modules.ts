import { registerHooks } from 'node:module';

/** What a file outside any project can import all the same: the program's own modules. */
const own: Readonly<Record<string, string>> = {
  drover: sibling('./index'),
  'drover/testing': sibling('./testing/index'),
  zod: import.meta.resolve('zod'),
};

/** An import as it was resolved, both ends as URLs; `from` is undefined for a program's first module. */
export interface ResolvedImport {
  readonly from: string | undefined;
  readonly to: string;
}

/**
 * Lets modules of this thread import `drover` and `zod` where no project provides them. `seen` hears of every import
 * before its module is loaded.
 */
export function provideOwnModules(seen: (found: ResolvedImport) => void = () => undefined): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const resolved = (() => {
        try {
          return nextResolve(specifier, context);
        } catch (error) {
          const url = own[specifier];
          if (url === undefined) throw error;
          return nextResolve(url, context);
        }
      })();
      seen({ from: context.parentURL, to: resolved.url });
      return resolved;
    },
  });
}

/** A module of ours, as source or as published. */
function sibling(path: string): string {
  return new URL(path + (import.meta.url.endsWith('.ts') ? '.ts' : '.js'), import.meta.url).href;
}
