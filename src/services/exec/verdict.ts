import { engineMemos, engineVerdictSchema } from '../../contract/engine-memos.ts';
import type { ExecCode } from '../../contract/exec.ts';
import { engineSteps } from '../../domain/exec-outcome.ts';

/** Under this name the node keeps what is to be told at the deadline. */
export const verdictMemo = engineMemos.verdict;

/** The node's word; null: it says no more than that time is up. */
export function verdictOf(value: unknown): { readonly code: ExecCode; readonly message: string } | null {
  const { data } = engineVerdictSchema.safeParse(value);
  if (data === undefined || data.step !== 'query') return null;
  return { code: engineSteps.query, message: data.message };
}
