/** What must hold after every step of a history, read from the rows themselves. */
import type { Connection } from '../../src/adapters/store-sqlite/connection.ts';
import type { RunEvent } from '../../src/contract/run-event.ts';
import { edges } from '../../src/domain/run-state.ts';

export class Violation extends Error {}

function fail(message: string): never {
  throw new Violation(message);
}

const allowedEdges = new Set(edges().map((edge) => `${edge.from}>${edge.to}`));

export interface Expected {
  /** Runs whose submission was answered. */
  readonly accepted: ReadonlySet<string>;
  /** Whether a server is up and nothing of it is under way: then waiting runs must stand under full keys. */
  readonly settled: boolean;
}

/** Remembers between checks what may only grow or shrink. */
export class Invariants {
  readonly #c: Connection;
  #lastEvent = 0;
  readonly #revision = new Map<number, { revision: number; state: string | null }>();

  constructor(connection: Connection) {
    this.#c = connection;
  }

  check(expected: Expected): void {
    this.#noRunLost(expected.accepted);
    this.#limits();
    this.#room();
    this.#counts();
    this.#events();
    this.#businessKeys();
    if (expected.settled) this.#waiting();
  }

  /** After the end of a history: every run has ended and nothing is held. */
  checkEnd(): void {
    const open = this.#c.all(`SELECT id, state, attempt, bucket FROM run WHERE ended_at IS NULL LIMIT 3`);
    if (open.length > 0) fail(`runs never ended: ${JSON.stringify(open)}`);
    const holds = this.#c.all('SELECT * FROM hold LIMIT 3');
    if (holds.length > 0) fail(`room never given back: ${JSON.stringify(holds)}`);
    const business = this.#c.all('SELECT * FROM business_key LIMIT 3');
    if (business.length > 0) fail(`business keys never given back: ${JSON.stringify(business)}`);
    const attempts = this.#c.all(
      'SELECT r.id, r.attempt, count(a.attempt) AS n FROM run r LEFT JOIN attempt a ON a.run_seq = r.seq GROUP BY r.seq HAVING n <> r.attempt LIMIT 3',
    );
    if (attempts.length > 0) fail(`attempts without a row: ${JSON.stringify(attempts)}`);
    const letters = this.#c.all(
      `SELECT r.id, r.state FROM run r LEFT JOIN dead_letter d ON d.run_seq = r.seq WHERE (r.state IN ('failed','expired')) <> (d.seq IS NOT NULL) LIMIT 3`,
    );
    if (letters.length > 0) fail(`dead letters do not fit: ${JSON.stringify(letters)}`);
  }

  #noRunLost(accepted: ReadonlySet<string>): void {
    for (const id of accepted)
      if (this.#c.get('SELECT 1 FROM run WHERE id = ?', id) === undefined)
        fail(`run ${id} was accepted and is lost`);
  }

  #limits(): void {
    // Shops of pdd always have room for one here.
    const shops = this.#c.all(
      `SELECT platform, shop_id, count(*) AS n FROM run WHERE platform = 'pdd' AND shop_id IS NOT NULL AND state IN ('queued','running')
       GROUP BY shop_id HAVING n > 1`,
    );
    if (shops.length > 0) fail(`two at once in one shop: ${JSON.stringify(shops)}`);
  }

  #room(): void {
    const wrong = this.#c.all(
      `SELECT r.id, r.state, count(h.key_id) AS holds FROM run r LEFT JOIN hold h ON h.run_seq = r.seq GROUP BY r.seq
       HAVING (r.state IN ('queued','running') AND holds = 0) OR (r.state NOT IN ('queued','running','blocked') AND holds > 0) LIMIT 3`,
    );
    if (wrong.length > 0) fail(`room does not fit states: ${JSON.stringify(wrong)}`);
    const classless = this.#c.all(
      `SELECT r.id, r.state FROM run r WHERE r.state IN ('queued','running')
       AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.run_seq = r.seq AND h.key_id = r.class_key) LIMIT 3`,
    );
    if (classless.length > 0) fail(`without pool room: ${JSON.stringify(classless)}`);
    const shopless = this.#c.all(
      `SELECT r.id, r.state FROM run r JOIN limit_key k ON k.name = 'shop:' || r.platform || ':' || r.shop_id WHERE r.state IN ('queued','running')
       AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.run_seq = r.seq AND h.key_id = k.id) LIMIT 3`,
    );
    if (shopless.length > 0) fail(`without shop room: ${JSON.stringify(shopless)}`);
  }

  #counts(): void {
    const over = this.#c.all(
      'SELECT id, failures, max_retries, losses FROM run WHERE failures > max_retries + 1 OR losses > 4 LIMIT 3',
    );
    if (over.length > 0) fail(`more failures than allowed: ${JSON.stringify(over)}`);
    const attempts = this.#c.all(
      `SELECT r.id, r.state, r.attempt, count(a.attempt) AS n FROM run r LEFT JOIN attempt a ON a.run_seq = r.seq GROUP BY r.seq
       HAVING n <> r.attempt - (r.state = 'running') LIMIT 3`,
    );
    if (attempts.length > 0) fail(`attempts do not add up: ${JSON.stringify(attempts)}`);
  }

  #events(): void {
    for (const row of this.#c.all(
      'SELECT seq, run_seq, revision, body FROM event WHERE seq > ? ORDER BY seq',
      this.#lastEvent,
    )) {
      const seq = Number(row['seq']);
      if (seq !== this.#lastEvent + 1) fail(`event sequence has a gap between ${this.#lastEvent} and ${seq}`);
      this.#lastEvent = seq;
      const runSeq = Number(row['run_seq']);
      const known = this.#revision.get(runSeq) ?? { revision: 0, state: null };
      if (Number(row['revision']) !== known.revision + 1)
        fail(`run ${runSeq}: event ${Number(row['revision'])} follows ${known.revision}`);
      known.revision++;
      const event = JSON.parse(String(row['body'])) as RunEvent;
      if (event.kind === 'state') {
        if (event.from !== known.state)
          fail(`run ${runSeq}: event from ${event.from} while it was ${known.state}`);
        const path = [event.from, ...(event.via ?? []), event.to];
        for (let i = 1; i < path.length; i++)
          if (!allowedEdges.has(`${path[i - 1]}>${path[i]}`))
            fail(`run ${runSeq}: no transition ${path[i - 1]} to ${path[i]}`);
        known.state = event.to;
      }
      this.#revision.set(runSeq, known);
    }
    for (const row of this.#c.all('SELECT seq, state, revision FROM run')) {
      const known = this.#revision.get(Number(row['seq']));
      if (known?.revision !== Number(row['revision']))
        fail(
          `run ${String(row['seq'])}: revision ${String(row['revision'])}, events ${known?.revision ?? 0}`,
        );
      if (known.state !== row['state'])
        fail(`run ${String(row['seq'])}: state ${String(row['state'])}, events say ${known.state}`);
    }
  }

  #businessKeys(): void {
    const many = this.#c.all(
      'SELECT flow, dedupe_key, count(*) AS n FROM run WHERE ended_at IS NULL AND dedupe_key IS NOT NULL GROUP BY flow, dedupe_key HAVING n > 2 LIMIT 3',
    );
    if (many.length > 0) fail(`more than holder and waiter at a business key: ${JSON.stringify(many)}`);
    const active = this.#c.all(
      `SELECT flow, dedupe_key, count(*) AS n FROM run WHERE state IN ('queued','running','retrying') AND dedupe_key IS NOT NULL GROUP BY flow, dedupe_key HAVING n > 1 LIMIT 3`,
    );
    if (active.length > 0) fail(`two runs active at one business key: ${JSON.stringify(active)}`);
  }

  #waiting(): void {
    for (const row of this.#c.all(`SELECT id, bucket / 2 AS key FROM run WHERE state = 'blocked'`)) {
      const key = this.#c.get('SELECT * FROM limit_key WHERE id = ?', Number(row['key']));
      if (key === undefined) fail(`run ${String(row['id'])} waits under a key that is not there`);
      if (String(key['name']).startsWith('business:') || key['closed'] !== null) continue;
      const held = Number(
        this.#c.get('SELECT count(*) AS n FROM hold WHERE key_id = ?', Number(row['key']))?.['n'] ?? 0,
      );
      if (key['room'] === null || held < Number(key['room']))
        fail(
          `run ${String(row['id'])} waits under ${String(key['name'])}, which has room: ${held} of ${String(key['room'])}`,
        );
    }
    const roomless = this.#c.all(
      `SELECT r.id FROM run r JOIN limit_key k ON k.id = r.class_key WHERE r.state = 'queued' AND k.room = 0 LIMIT 3`,
    );
    if (roomless.length > 0) fail(`queued where no node can execute it: ${JSON.stringify(roomless)}`);
  }
}
