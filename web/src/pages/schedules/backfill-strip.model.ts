/** Which backfills a schedule's page shows: rules without effects. */
import type { Backfill } from '../../../../src/contract/backfill.ts';

type Shown = Pick<Backfill, 'id' | 'state'>;

const isOver = ({ state }: Shown): boolean => state === 'done' || state === 'cancelled';

/** Ids of what had ended when the page was opened: that is history. */
export function endedIn(first: readonly Shown[]): ReadonlySet<string> {
  return new Set(first.filter(isOver).map(({ id }) => id));
}

/** All others, however soon they are over; until history is known, what is not over. */
export function backfillsToShow<One extends Shown>(
  items: readonly One[],
  history: ReadonlySet<string> | null,
  hidden: ReadonlySet<string>,
): One[] {
  return items.filter(
    (one) => !hidden.has(one.id) && (history === null ? !isOver(one) : !history.has(one.id)),
  );
}
