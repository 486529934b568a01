/** One random history: a small herd, a seed, and everything that can go wrong; then the world heals and all must end. */
import { Connection } from '../../src/adapters/store-sqlite/connection.ts';
import { GroupCommit } from '../../src/adapters/store-sqlite/group-commit.ts';
import { migrate } from '../../src/adapters/store-sqlite/migrate.ts';
import { sqliteHistory } from '../../src/adapters/store-sqlite/sqlite-history.ts';
import { sqliteTx } from '../../src/adapters/store-sqlite/sqlite-tx.ts';
import type { StartFrame } from '../../src/contract/link.ts';
import { onDuplicateModes } from '../../src/contract/submit.ts';
import type { NodeConnection } from '../../src/ports/link.ts';
import type { Store, StoreTx } from '../../src/ports/store.ts';
import { resumeShop, setShopRoom } from '../../src/services/dispatch/shop-pausing.ts';
import { submit } from '../../src/services/dispatch/submission.ts';
import type { Work } from '../../src/services/dispatch/work.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { cancelRun, changeLimit, pauseOrResume } from './commands.ts';
import { catalog, platforms, quiet, randomBehaviour, randomRun, shops } from './herd.ts';
import type { HistoryOptions, HistoryReport } from './history-report.ts';
import { Invariants, Violation } from './invariants.ts';
import { Machine, type Program } from './machine.ts';
import { type NetworkFaults, type Wire, wire } from './network.ts';
import { startFault, unrealSuccess } from './programs.ts';
import { type Chance, chanceOf } from './random.ts';
import { watchedTx } from './sabotage.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** Steps that no history leaves out: work comes in, and what has died is started again. */
const always = new Set(['submit', 'server start', 'node boot']);

const leaseSeconds = 15;

/** The world of one seed; see run-history.ts. */
export class History {
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
  #server: ServerProcess | null = null;
  #serverDies = Number.POSITIVE_INFINITY;
  readonly #nodeDies = new Map<Machine, number>();
  #healing = false;
  #nextId = 1;
  #runs = 0;
  #serverCrashes = 0;
  #nodeCrashes = 0;
  /** Successes looked at already. */
  readonly #successes = new Set<number>();
  readonly #emphases = new Map<string, number>();
  #violation: Violation | null = null;
  step = 0;

  constructor(seed: number, options: HistoryOptions) {
    this.#seed = seed;
    this.#options = options;
    this.#chance = chanceOf(seed);
    migrate(this.#connection.db, ':memory:');
    const tx = sqliteTx(this.#connection);
    this.#commits = new GroupCommit<StoreTx>(this.#connection, tx, queueMicrotask, () => tx.rolledBack());
    this.#store = {
      write: (command) => this.#commits.write(command),
      history: sqliteHistory(this.#connection),
      refusal: async () => null,
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
      behaviour: (frame: StartFrame) => randomBehaviour(frame, this.#healing, this.#chance),
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
    const rows = this.#connection.all(
      'SELECT r.id, e.at, e.body FROM event e JOIN run r ON r.seq = e.run_seq ORDER BY e.seq DESC LIMIT 60',
    );
    for (const row of rows.reverse())
      this.#say(
        `event ${String(row['id'])} ${(Number(row['at']) - Date.UTC(2026, 0, 1)) / 1000} ${String(row['body'])}`,
      );
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
    const unreal = unrealSuccess(this.#machines, this.#connection, this.#successes);
    if (unreal !== null) throw new Violation(unreal);
    this.#invariants.check({ accepted: this.#accepted, settled: this.#server?.alive === true });
  }

  #violate(message: string): void {
    this.#violation ??= new Violation(message);
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
      [3, 'pause or resume a shop', () => this.#command(pauseOrResume(c))],
      [2, 'change a limit', () => this.#command(changeLimit(c))],
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
      [
        1,
        'server clock jumps',
        () => this.#server?.clock.jump(c.pick([-3_600_000, -60_000, 60_000, 3_600_000])),
      ],
      [1, 'machine clock jumps', () => machine.jump(c.pick([-3_600_000, 3_600_000]))],
      [2, 'server stalls', () => this.#stallServer()],
      [
        3,
        'bad network',
        () =>
          Object.assign(this.#faults, {
            lost: c.next() * 0.15,
            duplicated: c.next() * 0.2,
            late: c.next() * 0.3,
            reordered: c.next() * 0.2,
          }),
      ],
      [
        3,
        'good network',
        () => Object.assign(this.#faults, { lost: 0, duplicated: 0, late: 0, reordered: 0 }),
      ],
    ];
    const weightOf = ([weight, words]: readonly [number, string, unknown]): number =>
      weight * (always.has(words) ? 1 : this.#emphasis(words));
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
      if (!(error instanceof Error) || !error.message.includes('died'))
        this.#violate(
          `a command failed: ${String(error)} ${error instanceof Error ? (error.stack ?? '') : ''}`,
        );
    });
  }

  #command<T>(command: (work: Work) => Promise<T>, then: (value: T) => void = () => undefined): void {
    this.#act(async (server) => then(await server.dispatcher.command(command)));
  }

  #submit(count: number): void {
    for (let i = 0; i < count; i++) {
      const run = randomRun(this.#ids.next('r'), this.#server?.clock.now() ?? 0, this.#chance);
      this.#runs++;
      const onDuplicate = this.#chance.happens(0.5) ? 'attach' : this.#chance.pick(onDuplicateModes);
      const idempotency = this.#chance.happens(0.1)
        ? { key: this.#chance.pick(['i1', 'i2']), bodyHash: 'b' }
        : null;
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
    if (open.length > 0) this.#command(cancelRun(String(this.#chance.pick(open)['id'])));
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
        catalog,
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
        wrapTx: (tx) => watchedTx(tx, this.#options.sabotage ?? null, (message) => this.#violate(message)),
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

  #dial(
    machine: Machine,
    clock: Parameters<typeof wire>[0]['nodeClock'],
    onSend: () => boolean,
    handler: Parameters<typeof wire>[1],
  ) {
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
              send: (frames) =>
                connection.send(
                  frames.map((frame) => (frame.t === 'welcome' ? { ...frame, leaseSeconds } : frame)),
                ),
            };
            return listening.accept(this.#options.sabotage === 'lease too short' ? told : connection);
          },
    );
    this.#wires.set(machine, made.wire);
    return made.connection;
  }

  #programStarted(program: Program): void {
    this.#say(`${program.machine} starts ${program.run}#${program.attempt} ${program.shop ?? ''}`);
    const fault = startFault(program, this.#machines, this.#connection);
    if (fault !== null) this.#violate(fault);
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
      for (const platform of platforms) {
        this.#command((work) => resumeShop(work, platform, shop));
        this.#command((work) => setShopRoom(work, platform, shop, 1));
      }
    }
    // A clock that was set back an hour makes due runs wait that long.
    const done = await this.#clock.advanceUntil(
      () => this.#violation !== null || this.#open() === 0,
      4 * 3_600_000,
    );
    await this.#clock.advance(60_000);
    if (!done) this.#say('not all ended');
  }

  #open(): number {
    return Number(this.#connection.get('SELECT count(*) AS n FROM run WHERE ended_at IS NULL')?.['n'] ?? 0);
  }
}
