/** What a person should handle, from the facts of an overview: the worst first. */
import type { ConfigFaultView } from '../../contract/config-view.ts';
import type { Node } from '../../contract/node.ts';
import { type Overview, type OverviewMatter, overviewMatterKinds } from '../../contract/overview.ts';
import { said } from '../../domain/refusals/said.ts';
import type { ClockWait } from '../schedules/clock-back.ts';

/** A run that has waited for longer than this behind a full limit is worth a look, ms. */
const longWaitMs = 3_600_000;
/** A node that was seen within this and is gone may be missed, ms. */
const missedMs = 24 * 3_600_000;
/** Shops that a matter names. */
const namedShops = 5;

export interface MatterFacts
  extends Pick<Overview, 'waiting' | 'pausedShops' | 'deadLetters' | 'maintenance'> {
  readonly now: number;
  readonly nodes: readonly Node[];
  readonly configFaults: readonly ConfigFaultView[];
  /** Schedules that wait since the clock has been set back. */
  readonly clockWait: ClockWait | null;
  readonly broker: { readonly ok: boolean; readonly detail: string };
}

export function mattersOf(facts: MatterFacts): OverviewMatter[] {
  const found = [
    ...standstills(facts),
    ...installation(facts),
    ...waitsForClock(facts),
    ...pauses(facts),
    ...letters(facts),
    ...longWaits(facts),
    ...missedNodes(facts),
  ];
  const level = (matter: OverviewMatter): number => (matter.level === 'trouble' ? 0 : 1);
  const kind = (matter: OverviewMatter): number => overviewMatterKinds.indexOf(matter.kind);
  return found.sort((a, b) => level(a) - level(b) || kind(a) - kind(b) || b.count - a.count);
}

const none = { since: null, subject: null, note: null, shops: [], shopCount: 0 } as const;

function standstills({ waiting }: MatterFacts): OverviewMatter[] {
  return waiting
    .filter((blocker) => blocker.reason === 'no_node')
    .map((blocker) => ({
      ...none,
      shops: [],
      kind: 'no_node',
      level: 'trouble',
      count: blocker.waiting,
      since: blocker.oldestAt,
      subject: blocker.key,
    }));
}

function installation({ broker, configFaults, maintenance }: MatterFacts): OverviewMatter[] {
  const found: OverviewMatter[] = [];
  if (!broker.ok)
    found.push({ ...none, shops: [], kind: 'broker', level: 'trouble', count: 1, note: broker.detail });
  const [fault] = configFaults;
  if (fault !== undefined)
    found.push({
      ...none,
      shops: [],
      kind: 'config',
      level: 'attention',
      count: configFaults.length,
      subject: fault.place,
      note: fault.message,
      ...(fault.words === undefined ? {} : { noteWords: fault.words }),
    });
  if (maintenance !== null)
    found.push({
      ...none,
      shops: [],
      kind: 'maintenance',
      level: 'attention',
      count: 1,
      since: maintenance.since,
      note: maintenance.note,
    });
  return found;
}

function waitsForClock({ clockWait }: MatterFacts): OverviewMatter[] {
  if (clockWait === null) return [];
  const { count, names, until } = clockWait;
  const noteWords = said('clock_back', { until });
  const subject = names.join(', ');
  return [
    {
      ...none,
      shops: [],
      kind: 'clock_back',
      level: 'trouble',
      count,
      subject,
      note: noteWords.en,
      noteWords,
    },
  ];
}

/** One for each cause; a lost login needs a person, a person's own pause is only to be remembered. */
function pauses({ pausedShops }: MatterFacts): OverviewMatter[] {
  const byCause = Map.groupBy(pausedShops.items, (shop) => shop.cause);
  return [...byCause].map(([cause, shops]) => ({
    kind: 'shops_paused',
    level: cause === 'person' ? 'attention' : 'trouble',
    count: shops.length,
    since: shops.map((shop) => shop.since).sort()[0] ?? null,
    subject: cause,
    note: shops[0]?.reason ?? null,
    shops: shops.slice(0, namedShops).map(({ platform, id, name }) => ({ platform, id, name })),
    shopCount: shops.length,
  }));
}

function letters({ deadLetters }: MatterFacts): OverviewMatter[] {
  return deadLetters.groups.map((group) => ({
    ...none,
    shops: [],
    kind: 'dead_letters',
    level: 'trouble',
    count: group.count,
    since: group.firstAt,
    subject: group.cause,
    ...(group.words === undefined ? {} : { subjectWords: group.words }),
    shopCount: group.shops,
  }));
}

function longWaits({ waiting, now }: MatterFacts): OverviewMatter[] {
  return waiting
    .filter((blocker) => blocker.reason === 'full' && now - Date.parse(blocker.oldestAt) > longWaitMs)
    .map((blocker) => ({
      ...none,
      shops: [],
      kind: 'waiting_long',
      level: 'attention',
      count: blocker.waiting,
      since: blocker.oldestAt,
      subject: blocker.key,
    }));
}

function missedNodes({ nodes, now }: MatterFacts): OverviewMatter[] {
  const missed = nodes.filter(
    (node) => node.state === 'offline' && now - Date.parse(node.lastSeenAt) < missedMs,
  );
  if (missed.length === 0) return [];
  return [
    {
      ...none,
      shops: [],
      kind: 'nodes_offline',
      level: 'attention',
      count: missed.length,
      since: missed.map((node) => node.lastSeenAt).sort()[0] ?? null,
      subject: missed.map((node) => node.name).join(', '),
    },
  ];
}
