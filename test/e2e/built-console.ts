import { buildConsole, consoleIsBuilt } from '../../scripts/web/build-console.ts';

/** What the browser gets is built from the sources as they are. */
export function setup(): void {
  if (!consoleIsBuilt()) buildConsole();
}
