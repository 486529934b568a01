/**
 * What the system says in a log, in its stream `sys`, of lines that are not there. It is stored in English; whoever shows a
 * log says it in the reader's language.
 */
export type LogRemark =
  | { readonly kind: 'left_out'; readonly count: number; readonly reason: LeftOutReason | null }
  /** How many lines are missing, nobody knows. */
  | { readonly kind: 'node_lost' };

const reasons = {
  storing: 'they could not be stored',
  connection: 'the connection to the node was lost',
  node: 'the node ended before it had sent them',
} as const;
export type LeftOutReason = keyof typeof reasons;

const nodeLost = 'the node was lost: what was printed last may be missing';

/** The text that is stored. */
export function remarkText(remark: LogRemark): string {
  if (remark.kind === 'node_lost') return nodeLost;
  const { count, reason } = remark;
  return `${count === 1 ? '1 line' : `${count} lines`} left out${reason === null ? '' : `: ${reasons[reason]}`}`;
}

/** What a stored text says; null: something else. */
export function remarkIn(text: string): LogRemark | null {
  if (text === nodeLost) return { kind: 'node_lost' };
  const [, count, why] = /^(\d{1,15}) lines? left out(?:: (.+))?$/.exec(text) ?? [];
  if (count === undefined) return null;
  if (why === undefined) return { kind: 'left_out', count: Number(count), reason: null };
  const reason = (['storing', 'connection', 'node'] as const).find((one) => reasons[one] === why);
  return reason === undefined ? null : { kind: 'left_out', count: Number(count), reason };
}
