import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { migrate } from '../adapters/store-sqlite/migrate.ts';
import { attemptOutcomes } from '../contract/run.ts';
import { deadLetterStates, finalStates, isFinal, runStates } from '../contract/run-states.ts';
import { allows, edges, type TransitionName, transitions } from './run-state.ts';

const names = Object.keys(transitions) as TransitionName[];
const schema = schemaOfAllMigrations();
const page = readFileSync(new URL('../../docs/state-machine.md', import.meta.url), 'utf8');
const drawing = /```mermaid\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
const arrows = [...drawing.matchAll(/^ *(\S+) --> (\S+?)(?:: (.*))?$/gm)].map((match) => ({
  from: match[1] === '[*]' ? null : match[1],
  to: match[2],
  names: match[3]?.split(', ') ?? [],
}));

/** As the database itself shows it when every migration has been made. */
function schemaOfAllMigrations(): string {
  const db = new DatabaseSync(':memory:');
  migrate(db, ':memory:');
  const rows = db.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  db.close();
  return rows.map((row) => String(row['sql'])).join(';\n');
}

/** The words of the CHECK constraint of a column in a table. */
function checked(table: string, column: string): string[] {
  const create = new RegExp(`CREATE TABLE "?${table}"? \\([^;]*;?`).exec(schema)?.[0] ?? '';
  const list = new RegExp(`${column} TEXT NOT NULL CHECK \\(([^)]*)\\)`).exec(create)?.[1] ?? '';
  return list.split(' OR ').map((term) => new RegExp(`^${column} = '(\\w+)'$`).exec(term)?.[1] ?? term);
}

describe('the table of transitions', () => {
  it('is what docs/state-machine.md draws', () => {
    const drawn = arrows.filter(({ to }) => to !== '[*]');
    const order = (edge: { from: unknown; to: unknown }): string => `${String(edge.from)}>${String(edge.to)}`;
    expect(drawn.toSorted((a, b) => order(a).localeCompare(order(b)))).toEqual(
      edges().toSorted((a, b) => order(a).localeCompare(order(b))),
    );
    const ends = arrows.filter(({ to }) => to === '[*]').map(({ from }) => from);
    expect(ends.toSorted()).toEqual([...finalStates].toSorted());
  });

  it('is explained transition by transition and state by state on that page', () => {
    const explained = [...page.matchAll(/^\| ((?:`\w+`(?:, )?)+)/gm)].flatMap((match) =>
      [...(match[1] ?? '').matchAll(/\w+/g)].map(([word]) => word),
    );
    for (const word of [...names, ...runStates, ...attemptOutcomes]) expect(explained).toContain(word);
  });

  it('has the states, outcomes and dead letter states that the schema allows', () => {
    expect(checked('run', 'state')).toEqual([...runStates]);
    expect(checked('attempt', 'outcome')).toEqual([...attemptOutcomes]);
    expect(checked('dead_letter', 'state')).toEqual([...deadLetterStates]);
    const ended = finalStates.map((state) => `state = '${state}'`).join(' OR ');
    expect(schema).toContain(`CHECK ((${ended}) = (ended_at IS NOT NULL))`);
  });

  it('lets no run leave a final state, and reaches every state', () => {
    for (const { from } of edges()) expect(from === null || !isFinal(from)).toBe(true);
    expect(new Set(edges().map(({ to }) => to))).toEqual(new Set(runStates));
  });

  it('starts an attempt from `queued` only, and ends one from `running` only', () => {
    const into = (state: string) => edges().filter(({ to }) => to === state);
    expect(into('running').map(({ from }) => from)).toEqual(['queued']);
    for (const end of ['succeeded', 'failed', 'retrying']) {
      expect(into(end).map(({ from }) => from)).toEqual(['running']);
    }
    expect(into('expired').map(({ from }) => from)).not.toContain('running');
    expect(
      into('cancelled')
        .map(({ from }) => from)
        .toSorted(),
    ).toEqual(runStates.filter((state) => !isFinal(state)).toSorted());
  });

  it('allows what it lists and nothing else; every walk from submission can still end', () => {
    const state = fc.constantFrom(null, ...runStates);
    fc.assert(
      fc.property(fc.constantFrom(...names), state, (name, from) => {
        const listed = edges().some((edge) => edge.from === from && edge.names.includes(name));
        expect(allows(name, from)).toBe(listed);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (choices) => {
        let at: (typeof runStates)[number] | null = null;
        for (const choice of choices) {
          const able: TransitionName[] = names.filter((name) => allows(name, at));
          const name = able[choice % Math.max(1, able.length)];
          if (name === undefined) break;
          at = transitions[name].to;
        }
        if (at !== null && !isFinal(at)) expect(allows('cancel', at)).toBe(true);
      }),
    );
  });
});
