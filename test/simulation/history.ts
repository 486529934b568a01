/** One random history: a small herd, a seed, and everything that can go wrong; then the world heals and all must end. */
import { Connection } from '../../src/adapters/store-sqlite/connection.ts';
import { GroupCommit } from '../../src/adapters/store-sqlite/group-commit.ts';
import { migrate } from '../../src/adapters/store-sqlite/migrate.ts';
import { SqliteHistory } from '../../src/adapters/store-sqlite/sqlite-history.ts';
import { SqliteTx } from '../../src/adapters/store-sqlite/sqlite-tx.ts';
import type { StartFrame } from '../../src/contract/link.ts';
import type { FlowDefinition } from '../../src/contract/manifest.ts';
import { onDuplicateModes } from '../../src/contract/submit.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import type { ExecutionResult } from '../../src/ports/executor.ts';
import type { NodeConnection } from '../../src/ports/link.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { Store, StoreTx } from '../../src/ports/store.ts';
import { settle } from '../../src/services/dispatch/admission.ts';
import { requestCancel } from '../../src/services/dispatch/cancelling.ts';
import { flowCatalog } from '../../src/services/dispatch/flow-catalog.ts';
import { pauseShop, resumeShop, setShopRoom } from '../../src/services/dispatch/shop-pausing.ts';
import { submit } from '../../src/services/dispatch/submission.ts';
import type { Work } from '../../src/services/dispatch/work.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { Invariants, Violation } from './invariants.ts';
import { Machine, type Program } from './machine.ts';
import { type NetworkFaults, type Wire, wire } from './network.ts';
import { type Chance, chanceOf } from './random.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** What a history did, for the log of a proof. */
export interface HistoryReport {
  readonly seed: number;
  readonly runs: number;
  readonly executed: number;
  readonly serverCrashes: number;
  readonly nodeCrashes: number;
  readonly virtualMs: number;
}

export interface HistoryOptions {
  /** Random steps before the world heals. */
  readonly steps?: number;
  /** A deliberate fault in the code under test; the history must find it. */
  readonly sabotage?: Sabotage | null;
  /** Called with each step in words. */
  readonly trace?: (line: string) => void;
}

/** Faults that the histories must catch; each breaks one guarantee at its border. */
export const sabotages = ['room leaks', 'shop limit ignored', 'business key ignored', 'lease too short', 'guard asleep', 'kill ignored', 'event skipped', 'due time forgotten'] as const;
export type Sabotage = (typeof sabotages)[number];

/** Steps that no history leaves out: work comes in, and what has died is started again. */
const always = new Set(['submit', 'server start', 'node boot']);

const shops = ['s1', 's2', 's3'];
const leaseSeconds = 15;
const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function flow(name: string, limits: readonly string[]): FlowDefinition {
  return {
    name,
    kind: 'script',
    title: null,
    description: null,
    match: null,
    params: {},
    timeoutSeconds: 30,
    retry: { max: 2, delays: [5, 20] },
    pool: 'default',
    limits: [...limits],
    expiresInSeconds: null,
    tags: [],
    manualMinutes: null,
    expected: null,
    dedupe: null,
    hash: 'h',
    program: { kind: 'script', entry: '/x', interpreter: [], args: [], cwd: '/', encoding: 'utf-8', env: {} },
  };
}

/** Runs the history of this seed; throws `Violation` (with seed and step) when something that must hold does not. */
export async function runHistory(seed: number, options: HistoryOptions = {}): Promise<HistoryReport> {
  const history = new History(seed, options);
  try {
    return await history.play();
  } catch (error) {
    history.dump();
    if (error instanceof Violation) error.message = `seed ${seed}, step ${history.step}: ${error.message}`;
    throw error;
  } finally {
    history.close();
  }
}

class History {
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #options: HistoryOptions;
  readonly #clock = createVirtualClock();
  readonly #connection = new Connection(':memory:');
  readonly #store: Store;
  readonly #commits: GroupCommit<StoreTx>;
  readonly #invariants: Invariants;
  readonly #machines: Machine[];
  readonly #wires = new Map<Machine, Wire>();
  readonly #faults: NetworkFaults = { lost: 0, duplicated: 0, late: 0, reordered: 0 };
  readonly #accepted = new Set<string>();
  readonly #ids: { next: (prefix: string) => string; random: () => number };
  readonly #catalog = flowCatalog([flow('order', ['shop']), flow('goods', ['shop'])], { 'shop:*': 1, 'platform:pdd': 3, 'flow:goods': 2 });
  #server: ServerProcess | null = null;
  #serverDies = Number.POSITIVE_INFINITY;
  readonly #nodeDies = new Map<Machine, number>();
  #healing = false;
  #nextId = 1;
  #runs = 0;
  #serverCrashes = 0;
  #nodeCrashes = 0;
  readonly #lastEnded = new Set<number>();
  readonly #emphases = new Map<string, number>();
  #violation: Violation | null = null;
  step = 0;

  constructor(seed: number, options: HistoryOptions) {
    this.#seed = seed;
    this.#options = options;
    this.#chance = chanceOf(seed);
    migrate(this.#connection.db, ':memory:');
    const tx = new SqliteTx(this.#connection);
    this.#commits = new GroupCommit<StoreTx>(this.#connection, tx, queueMicrotask, () => tx.rolledBack());
    this.#store = {
      write: (command) => this.#commits.write(command),
      history: new SqliteHistory(this.#connection),
      statements: () => this.#connection.executed,
      close: async () => undefined,
    };
    this.#invariants = new Invariants(this.#connection);
    this.#ids = { next: (prefix) => `${prefix}_${this.#nextId++}`, random: () => this.#chance.next() };
    const world = {
      clock: this.#clock,
      chance: this.#chance,
      ids: this.#ids,
      logger: quiet,
      sabotage: options.sabotage ?? null,
      dial: (machine: Machine, clock: Parameters<typeof wire>[0]['nodeClock'], onSend: () => boolean) => ({
        dial: (handler: Parameters<typeof wire>[1]) => this.#dial(machine, clock, onSend, handler),
      }),
      started: (program: Program) => this.#programStarted(program),
      behaviour: (frame: StartFrame) => this.#behaviour(frame),
      diesNow: (machine: Machine) => this.#countDown(machine),
    };
    this.#machines = [new Machine(world, 'n1', 2, ['default']), new Machine(world, 'n2', 3, ['default'])];
  }

  close(): void {
    this.#connection.close();
  }

  /** Writes the last events of every run that has not ended to the trace. */
  dump(): void {
    if (this.#options.trace === undefined) return;
    const rows = this.#connection.all('SELECT r.id, e.at, e.body FROM event e JOIN run r ON r.seq = e.run_seq ORDER BY e.seq DESC LIMIT 60');
    for (const row of rows.reverse()) this.#say(`event ${String(row['id'])} ${(Number(row['at']) - Date.UTC(2026, 0, 1)) / 1000} ${String(row['body'])}`);
  }

  async play(): Promise<HistoryReport> {
    this.#say(`history of seed ${this.#seed}`);
    await this.#startServer();
    for (const machine of this.#machines) machine.boot();
    const steps = this.#options.steps ?? 40;
    for (this.step = 1; this.step <= steps; this.step++) {
      await this.#randomStep();
      await this.#clock.advance(this.#chance.pick([0, 1, 10, 100, 1000, 3000, 8000, 20_000]));
      this.#check();
    }
    await this.#heal();
    this.#check();
    this.#invariants.checkEnd();
    return {
      seed: this.#seed,
      runs: this.#runs,
      executed: this.#machines.reduce((sum, machine) => sum + machine.executed, 0),
      serverCrashes: this.#serverCrashes,
      nodeCrashes: this.#nodeCrashes,
      virtualMs: this.#clock.uptimeMs(),
    };
  }

  #say(line: string): void {
    this.#options.trace?.(`${(this.#clock.uptimeMs() / 1000).toFixed(3)} ${line}`);
  }

  #check(): void {
    if (this.#violation !== null) throw this.#violation;
    this.#successesAreReal();
    this.#invariants.check({ accepted: this.#accepted, settled: this.#server?.alive === true });
  }

  /** What is recorded as a success was one: of that very attempt. */
  #successesAreReal(): void {
    const seen = this.#lastEnded;
    for (const row of this.#connection.all(`SELECT seq, id, attempt FROM run WHERE state = 'succeeded'`)) {
      const seq = Number(row['seq']);
      if (seen.has(seq)) continue;
      seen.add(seq);
      const ref = `${String(row['id'])}#${String(row['attempt'])}`;
      if (!this.#machines.some((machine) => machine.succeeded.has(ref))) throw new Violation(`${ref} is recorded as a success and was none`);
    }
  }

  // ---- steps

  /** Each history leaves some faults out and dwells on others, so that rare meetings of two become likely in some. */
  #emphasis(words: string): number {
    const known = this.#emphases.get(words);
    if (known !== undefined) return known;
    const chosen = this.#chance.pick([0, 0, 1, 1, 4]);
    this.#emphases.set(words, chosen);
    return chosen;
  }

  async #randomStep(): Promise<void> {
    const c = this.#chance;
    const machine = c.pick(this.#machines);
    const steps: readonly [number, string, () => unknown][] = [
      [12, 'submit', () => this.#submit(c.int(1, 4))],
      [3, 'submit many', () => this.#submit(c.int(10, 30))],
      [5, 'cancel', () => this.#cancel()],
      [3, 'pause or resume a shop', () => this.#pause()],
      [2, 'change a limit', () => this.#limit()],
      [2, 'drain or not', () => this.#act((s) => s.gateway.drain(machine.name, c.happens(0.4)))],
      [3, 'server crash', () => this.#server?.crash()],
      [3, 'server dies soon', () => void (this.#serverDies = c.int(1, 12))],
      [8, 'server start', () => this.#startServer()],
      [2, 'node crash', () => machine.crash()],
      [3, 'node dies soon', () => void this.#nodeDies.set(machine, c.int(1, 8))],
      [6, 'node boot', () => this.#machines.forEach((m) => m.boot())],
      [1, 'node shuts down', () => void machine.shutdown()],
      [2, 'connection breaks', () => this.#wires.get(machine)?.break()],
      [2, 'half-open connection', () => this.#wires.get(machine)?.halfOpen()],
      [2, 'machine stands still', () => this.#standStill(machine)],
      [3, 'node process stopped', () => this.#stopProcess(machine)],
      [1, 'server clock jumps', () => this.#server?.clock.jump(c.pick([-3_600_000, -60_000, 60_000, 3_600_000]))],
      [1, 'machine clock jumps', () => machine.jump(c.pick([-3_600_000, 3_600_000]))],
      [2, 'server stalls', () => this.#stallServer()],
      [3, 'bad network', () => Object.assign(this.#faults, { lost: c.next() * 0.15, duplicated: c.next() * 0.2, late: c.next() * 0.3, reordered: c.next() * 0.2 })],
      [3, 'good network', () => Object.assign(this.#faults, { lost: 0, duplicated: 0, late: 0, reordered: 0 })],
    ];
    const weightOf = ([weight, words]: readonly [number, string, unknown]): number => weight * (always.has(words) ? 1 : this.#emphasis(words));
    let at = c.next() * steps.reduce((sum, step) => sum + weightOf(step), 0);
    for (const step of steps) {
      const [, words, act] = step;
      at -= weightOf(step);
      if (at >= 0) continue;
      this.#say(words);
      await act();
      return;
    }
  }

  /** Does something at the server, if there is one; a server that dies of it never answers. */
  #act(work: (server: ServerProcess) => Promise<unknown>): void {
    const server = this.#server;
    if (server === null || !server.alive) return;
    void work(server).catch((error: unknown) => {
      if (!(error instanceof Error) || !error.message.includes('died')) this.#violation ??= new Violation(`a command failed: ${String(error)} ${error instanceof Error ? (error.stack ?? '') : ''}`);
    });
  }

  #command<T>(command: (work: Work) => Promise<T>, then: (value: T) => void = () => undefined): void {
    this.#act(async (server) => then(await server.dispatcher.command(command)));
  }

  #newRun(): RunRecord {
    const c = this.#chance;
    const now = this.#server?.clock.now() ?? 0;
    const dueAt = c.happens(0.2) ? now + c.int(1, 60_000) : now;
    return {
      seq: 0,
      id: this.#ids.next('r'),
      flow: c.happens(0.7) ? 'order' : 'goods',
      flowHash: 'h',
      platform: c.happens(0.7) ? 'pdd' : 'temu',
      shopId: c.happens(0.9) ? c.pick(shops) : null,
      taskType: null,
      state: 'scheduled',
      code: null,
      error: null,
      priority: c.pick([1, 5, 9]),
      params: {},
      output: null,
      tags: [],
      pool: 'default',
      attempt: 0,
      failures: 0,
      losses: 0,
      maxRetries: c.int(0, 2),
      dedupeKey: c.happens(0.4) ? c.pick(['k1', 'k2']) : null,
      source: 'api',
      createdBy: null,
      createdAt: now,
      dueAt,
      queuedAt: null,
      startedAt: null,
      endedAt: null,
      expiresAt: c.happens(0.2) ? dueAt + c.int(1, 60_000) : null,
      timeoutSeconds: 30,
      blockedBy: null,
      blockedAt: null,
      rank: 0,
      wakeAt: null,
      classKey: 0,
      node: null,
      wakeUpPending: false,
      batchId: null,
      retryOf: null,
      retriedAs: null,
      scheduleId: null,
      slotAt: null,
      cancelRequestedAt: null,
      revision: 0,
    };
  }

  #submit(count: number): void {
    for (let i = 0; i < count; i++) {
      const run = this.#newRun();
      this.#runs++;
      const onDuplicate = this.#chance.happens(0.5) ? 'attach' : this.#chance.pick(onDuplicateModes);
      const idempotency = this.#chance.happens(0.1) ? { key: this.#chance.pick(['i1', 'i2']), bodyHash: 'b' } : null;
      this.#command(
        (work) => submit(work, { run, onDuplicate, requirementTags: [], idempotency }),
        (outcome) => {
          if (outcome.kind === 'created' || outcome.kind === 'attached') this.#accepted.add(outcome.runId);
        },
      );
    }
  }

  #cancel(): void {
    const open = this.#connection.all('SELECT id FROM run WHERE ended_at IS NULL');
    if (open.length === 0) return;
    const id = String(this.#chance.pick(open)['id']);
    this.#command(async (work) => {
      const run = await work.runById(id);
      if (run !== undefined) await requestCancel(work, run, null);
      await settle(work);
    });
  }

  #pause(): void {
    const shop = this.#chance.pick(shops);
    const platform = this.#chance.pick(['pdd', 'temu']);
    if (this.#chance.happens(0.5)) {
      this.#command(async (work) => {
        await pauseShop(work, platform, shop, { at: work.now, by: null, note: null, cause: 'person' });
        await settle(work);
      });
    } else this.#command((work) => resumeShop(work, platform, shop));
  }

  #limit(): void {
    const shop = this.#chance.pick(shops);
    const room = this.#chance.pick([0, 1, 2, null]);
    this.#command((work) => setShopRoom(work, 'temu', shop, room));
  }

  #standStill(machine: Machine): void {
    if (machine.paused) return;
    machine.pause();
    this.#clock.timer(this.#chance.pick([2000, 10_000, 14_000, 30_000]), () => {
      machine.resume();
      this.#say(`${machine.name} goes on`);
    });
  }

  #stopProcess(machine: Machine): void {
    machine.stopProcess();
    this.#clock.timer(this.#chance.pick([2000, 12_000, 30_000]), () => machine.continueProcess());
  }

  #stallServer(): void {
    const server = this.#server;
    if (server === null || !server.alive) return;
    server.clock.pause();
    this.#clock.timer(this.#chance.pick([600, 5000, 20_000]), () => server.clock.resume());
  }

  // ---- the world's parts

  async #startServer(): Promise<void> {
    if (this.#server?.alive === true) return;
    this.#serverDies = Number.POSITIVE_INFINITY;
    this.#say('server starts');
    // The death of a server must find every wire.
    this.#server = await startServer(
      {
        store: this.#store,
        ids: this.#ids,
        logger: quiet,
        catalog: this.#catalog,
        leaseSeconds: leaseSeconds - (this.#options.sabotage === 'lease too short' ? 9 : 0),
        lostWakeUps: this.#seed % 3 === 0 ? 0.2 : 0,
        random: () => this.#chance.next(),
        diesNow: () => --this.#serverDies === 0,
        onCrash: () => {
          this.#serverCrashes++;
          this.#say('server died');
          for (const open of this.#wires.values()) {
            if (this.#chance.happens(0.8)) open.break();
            else open.halfOpen();
          }
        },
        wrapTx: (tx) => this.#watched(tx),
      },
      this.#clock.process(),
    );
  }

  #countDown(machine: Machine): boolean {
    const left = this.#nodeDies.get(machine);
    if (left === undefined) return false;
    this.#nodeDies.set(machine, left - 1);
    if (left > 1) return false;
    this.#nodeDies.delete(machine);
    this.#nodeCrashes++;
    this.#say(`${machine.name} died`);
    return true;
  }

  #dial(machine: Machine, clock: Parameters<typeof wire>[0]['nodeClock'], onSend: () => boolean, handler: Parameters<typeof wire>[1]) {
    const server = this.#server;
    const listening = server?.alive === true ? server : null;
    const made = wire(
      {
        chance: this.#chance,
        faults: this.#faults,
        nodeClock: clock,
        serverClock: listening?.clock ?? this.#clock,
        onSend,
        onServerSend: () => listening?.effect() ?? false,
      },
      handler,
      listening === null
        ? null
        : (connection) => {
            const told: NodeConnection = {
              ...connection,
              // The node believes in the full term.
              send: (frames) => connection.send(frames.map((frame) => (frame.t === 'welcome' ? { ...frame, leaseSeconds } : frame))),
            };
            return listening.accept(this.#options.sabotage === 'lease too short' ? told : connection);
          },
    );
    this.#wires.set(machine, made.wire);
    return made.connection;
  }

  #programStarted(program: Program): void {
    this.#say(`${program.machine} starts ${program.run}#${program.attempt} ${program.shop ?? ''}`);
    for (const machine of this.#machines) {
      // A machine that stands still executes nothing; it kills what it has when it goes on.
      if (machine.paused) continue;
      for (const other of machine.live) {
        if (other === program) continue;
        if (other.run === program.run) this.#violation ??= new Violation(`run ${program.run} lives twice: attempt ${other.attempt} on ${other.machine}, ${program.attempt} on ${program.machine}`);
        else if (other.shop !== null && other.shop === program.shop && program.shop.startsWith('pdd')) {
          this.#violation ??= new Violation(`two in shop ${program.shop}: ${other.run} on ${other.machine}, ${program.run} on ${program.machine}`);
        }
      }
    }
    const ended = this.#connection.get('SELECT state, attempt FROM run WHERE id = ?', program.run);
    if (ended !== undefined && Number(ended['attempt']) < program.attempt) this.#violation ??= new Violation(`attempt ${program.attempt} of ${program.run} was never claimed`);
  }

  #behaviour(frame: StartFrame): { lastsMs: number; result: ExecutionResult; ignoresTerm: boolean } {
    const c = this.#chance;
    const base = { code: 0, error: null, output: null };
    const lastsMs = c.pick([50, 500, 3000, 12_000, 40_000]);
    const ignoresTerm = c.happens(0.2);
    if (this.#healing || c.happens(0.65)) return { lastsMs, ignoresTerm, result: { ...base, outcome: 'succeeded', output: { run: frame.run } } };
    const type = c.pick(['EXIT', 'TRANSIENT', 'BUSINESS', 'LOGIN_EXPIRED'] as const);
    return { lastsMs, ignoresTerm, result: { ...base, outcome: 'failed', code: 1, error: { type, message: 'as the history wants it' } } };
  }

  #watched(tx: StoreTx): StoreTx {
    const kind = this.#options.sabotage ?? null;
    return new Proxy(tx, {
      get: (target, name) => {
        if (name === 'hold') {
          // The moment at which room is taken is the one at which a limit could be exceeded.
          return async (id: number, seq: number) => {
            await target.hold(id, seq);
            const key = await target.keyById(id);
            const held = await target.heldCount(id);
            const state = (await target.run(seq))?.state;
            // A reservation outlives a limit that was lowered meanwhile.
            if (key?.room != null && held > key.room && !(state === 'blocked' && key.name.startsWith('shop:temu'))) this.#violation ??= new Violation(`limit ${key.name}: ${held} hold room for ${key.room}`);
          };
        }
        if (kind === 'room leaks' && name === 'releaseAll') {
          return async (seq: number) => {
            const [first, ...rest] = await target.releaseAll(seq);
            if (first !== undefined && seq % 7 === 0) await target.hold(first, seq);
            return first === undefined ? rest : [first, ...rest];
          };
        }
        if (kind === 'shop limit ignored' && name === 'heldCount') {
          return async (key: number) => ((await target.keyById(key))?.name.startsWith('shop:') === true ? 0 : target.heldCount(key));
        }
        if (kind === 'business key ignored' && name === 'businessKey') return async () => undefined;
        if (kind === 'event skipped' && name === 'appendEvent') {
          return async (...args: Parameters<StoreTx['appendEvent']>) => (args[0] % 5 === 0 && args[1] === 2 ? 0 : target.appendEvent(...args));
        }
        if (kind === 'due time forgotten' && name === 'nextWakeAt') return async () => null;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  // ---- the end

  async #heal(): Promise<void> {
    this.#say('the world heals');
    this.#healing = true;
    Object.assign(this.#faults, { lost: 0, duplicated: 0, late: 0, reordered: 0 });
    this.#nodeDies.clear();
    this.#serverDies = Number.POSITIVE_INFINITY;
    await this.#clock.advance(40_000);
    for (const machine of this.#machines) {
      machine.continueProcess();
      machine.boot();
    }
    await this.#startServer();
    await this.#clock.advance(60_000);
    for (const machine of this.#machines) {
      machine.boot();
      this.#act((server) => server.gateway.drain(machine.name, false));
    }
    for (const shop of shops) {
      for (const platform of ['pdd', 'temu']) {
        this.#command((work) => resumeShop(work, platform, shop));
        this.#command((work) => setShopRoom(work, platform, shop, 1));
      }
    }
    // A clock that was set back an hour makes due runs wait that long.
    const done = await this.#clock.advanceUntil(() => this.#violation !== null || this.#open() === 0, 4 * 3_600_000);
    await this.#clock.advance(60_000);
    if (!done) this.#say('not all ended');
  }

  #open(): number {
    return Number(this.#connection.get('SELECT count(*) AS n FROM run WHERE ended_at IS NULL')?.['n'] ?? 0);
  }
}
