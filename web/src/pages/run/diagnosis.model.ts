/** What to say of a run that failed: evidence to look at, and what can be done about its class of error. Without effects. */
import type { Artifact } from '../../../../src/contract/artifact.ts';
import type { RunErrorType } from '../../../../src/contract/error-types.ts';
import { ownValues } from '../../../../src/contract/own-words.ts';
import type { Run } from '../../../../src/contract/run.ts';
import type { Step } from '../../../../src/contract/timeline.ts';

export type Remedy = 'retry' | 'edit' | 'resume' | 'pause' | 'report' | 'nodes';

const remedies: Readonly<Record<RunErrorType, readonly Remedy[]>> = {
  LOGIN_EXPIRED: ['resume', 'retry'],
  CAPTCHA: ['resume', 'retry'],
  RISK_CONTROL: ['pause', 'retry'],
  PAGE_CHANGED: ['report', 'retry'],
  BUSINESS: ['edit', 'report'],
  TRANSIENT: ['retry', 'report'],
  NODE: ['nodes', 'retry'],
  EXIT: ['report', 'retry'],
  TIMEOUT: ['retry', 'report'],
  RESOURCES: ['nodes', 'retry'],
  PERMISSION: ['report', 'retry'],
  CONFIG: ['edit', 'report'],
  EXPIRED: ['retry'],
  ENGINE: ['retry'],
};

/** What can be done, the likeliest first. `shop`: whether the run has one, and whether it is paused. */
export function remediesOf(
  type: RunErrorType,
  shop: { readonly paused: boolean } | null,
  hasParams: boolean,
): readonly Remedy[] {
  return remedies[type].filter((remedy) => {
    if (remedy === 'resume') return shop?.paused === true;
    if (remedy === 'pause') return shop?.paused === false;
    return remedy !== 'edit' || hasParams;
  });
}

/** The key of the `once` for which the run failed, since nobody knows whether it has happened; null: it failed for something else. */
export function unknownOnce({ error }: Pick<Run, 'error'>): string | null {
  if (error?.type !== 'BUSINESS') return null;
  return ownValues(error.message, 'once_unknown')?.key ?? null;
}

/** The step at which the attempt broke: the innermost that failed last, else the innermost that was cut off. */
export function brokenStep(steps: readonly Step[], attempt: number): Step | null {
  const own = steps.filter((step) => step.attempt === attempt);
  for (const state of ['failed', 'cut_off'] as const) {
    const found = own.filter((step) => step.state === state);
    const deepest = found.toSorted((a, b) => b.depth - a.depth || b.n - a.n)[0];
    if (deepest !== undefined) return deepest;
  }
  return null;
}

/** Whether a file is a picture that a page may show. */
export function isPicture({ contentType }: Pick<Artifact, 'contentType'>): boolean {
  return /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/.test(contentType);
}

/** The screenshot of an attempt: its last picture. */
export function lastPicture(files: readonly Artifact[], attempt: number): Artifact | null {
  return (
    files
      .filter((file) => file.attempt === attempt && isPicture(file))
      .toSorted((a, b) => a.at.localeCompare(b.at))
      .at(-1) ?? null
  );
}
