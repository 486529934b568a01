/** Files that parameters of runs name, for the node that executes them. */
export interface InputFiles {
  /**
   * Writes a file to a path that is not there yet. `gone`: the server has no such file (any more). Rejects when it can't be
   * had now, or when `signal` is aborted.
   */
  fetch(id: string, path: string, signal: AbortSignal): Promise<'written' | 'gone'>;
}
