import { z } from 'zod';

const schema = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()) }),
});

/** The failure that a command with `--json` has told on standard error, the last in this text; null when it told none. */
export function saidError(
  text: string,
): { readonly code: string; readonly message: string; readonly details: Record<string, unknown> } | null {
  for (const line of text.trim().split('\n').reverse()) {
    try {
      const { error } = schema.parse(JSON.parse(line));
      return error;
    } catch {
      // Not that line: Node warns, programs print.
    }
  }
  return null;
}
