/**
 * A robot machine in the simulation: a node's process (the real agent), its guard, and the programs that it started,
 * which outlive the node's process until the guard kills them.
 */
import type { ResultFrame, StartFrame } from '../../src/contract/link.ts';
import { createNodeAgent, type NodeAgent } from '../../src/node/node-agent.ts';
import type { ExecutionResult, Executor, StopReason } from '../../src/ports/executor.ts';
import type { Ids } from '../../src/ports/ids.ts';
import type { LinkDialer } from '../../src/ports/link.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { NodeGuard } from '../../src/ports/node-guard.ts';
import type { Spool } from '../../src/ports/spool.ts';
import { createMemorySpool } from '../support/memory-spool.ts';
import type { ProcessClock, VirtualClock } from '../support/virtual-clock.ts';
import type { Chance } from './random.ts';

/** A program that runs on a machine. */
export interface Program {
  readonly run: string;
  readonly attempt: number;
  readonly shop: string | null;
  readonly flow: string;
  readonly machine: string;
  alive: boolean;
}

export interface MachineWorld {
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly ids: Ids;
  readonly logger: Logger;
  /** Opens a connection for the node process with this clock; `onSend` says whether the process still lives. */
  dial(machine: Machine, clock: ProcessClock, onSend: () => boolean): LinkDialer;
  /** A program began; the place to check that nothing else of its run or shop lives. */
  started(program: Program): void;
  /** How programs behave: what one does, how long it takes. */
  behaviour(frame: StartFrame): {
    readonly lastsMs: number;
    readonly result: ExecutionResult;
    readonly ignoresTerm: boolean;
  };
  /** Counts an effect of this machine's node; true when the node is to die at it. */
  diesNow(machine: Machine): boolean;
  readonly sabotage: string | null;
}

/** The guard looks at the lease this often, ms. */
const guardTickMs = 500;

export class Machine {
  readonly name: string;
  readonly slots: number;
  readonly pools: readonly string[];
  readonly programs = new Set<Program>();
  /** `run#attempt` of programs that ended with success. */
  readonly succeeded = new Set<string>();
  /** Programs that ended, to be counted. */
  executed = 0;
  readonly #world: MachineWorld;
  /** The machine: programs and guard; the node's process is within it. */
  readonly #hardware: ProcessClock;
  readonly #spool = createMemorySpool();
  #process: { clock: ProcessClock; agent: NodeAgent; alive: boolean; boot: string } | null = null;
  #boots = 0;
  #leaseEndsAt: number | null = null;
  #expired: (() => void)[] = [];
  #paused = false;
  #stopped = false;

  constructor(world: MachineWorld, name: string, slots: number, pools: readonly string[]) {
    this.#world = world;
    this.name = name;
    this.slots = slots;
    this.pools = pools;
    this.#hardware = world.clock.process();
    this.#guardTick();
  }

  get up(): boolean {
    return this.#process?.alive ?? false;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get live(): Program[] {
    return [...this.programs].filter((program) => program.alive);
  }

  /** Starts the node's process: it first makes sure that nothing of an older boot is left. */
  boot(): void {
    if (this.up) return;
    const clock = this.#hardware.process();
    this.#boots++;
    const process = {
      clock,
      alive: true,
      boot: `${this.name}-b${this.#boots}`,
      agent: null as unknown as NodeAgent,
    };
    const effect = (): boolean => {
      if (process.alive && this.#world.diesNow(this)) this.crash();
      return process.alive;
    };
    const spool: Spool = {
      load: () => this.#spool.load(),
      add: (result: ResultFrame) => {
        if (effect()) this.#spool.add(result);
      },
      remove: (run, attempt) => {
        if (effect()) this.#spool.remove(run, attempt);
      },
    };
    const guard: NodeGuard = {
      renewed: (sentAt, leaseSeconds) => {
        if (process.alive) this.#leaseEndsAt = sentAt + (leaseSeconds - 2) * 1000;
      },
      onExpired: (listener) => void this.#expired.push(listener),
      onUnguarded: () => undefined,
    };
    this.#expired = [];
    this.#process = process;
    process.agent = createNodeAgent({
      clock,
      ids: this.#world.ids,
      dialer: this.#world.dial(this, clock, effect),
      executor: this.#executor(clock, effect),
      spool,
      guard,
      logger: this.#world.logger,
      identity: {
        nodeId: this.name,
        bootId: process.boot,
        hostBootId: `${this.name}-host`,
        pidNamespace: 'ns',
        lockFile: `${this.name}-lock`,
        name: this.name,
        host: this.name,
        pid: this.#boots,
        os: 'sim',
        version: '0',
      },
      offer: {
        slots: this.slots,
        pools: this.pools,
        tags: [],
        flows: ['order', 'goods'].map((name) => ({ name, kind: 'script', hash: 'h' })),
      },
    });
    const begin = (): void => {
      if (!process.alive) return;
      if (this.live.length > 0) clock.timer(250, begin);
      else process.agent.start();
    };
    begin();
  }

  /** kill -9 of the node's process; its guard kills what it started within a second. */
  crash(): void {
    const process = this.#process;
    if (process === null || !process.alive) return;
    process.alive = false;
    process.clock.kill();
    this.#leaseEndsAt = null;
    const left = this.live;
    this.#hardware.timer(this.#world.chance.int(0, 1000), () => this.#kill(left));
  }

  /** SIGSTOP of the node's process only; its guard lives on. */
  stopProcess(): void {
    this.#stopped = true;
    this.#process?.clock.pause();
  }

  continueProcess(): void {
    this.#stopped = false;
    this.#process?.clock.resume();
  }

  /** The whole machine stands still: node, guard and programs. */
  pause(): void {
    this.#paused = true;
    this.#hardware.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#hardware.resume();
  }

  jump(ms: number): void {
    this.#hardware.jump(ms);
  }

  /** Ends in order: runs are stopped and go back. */
  async shutdown(): Promise<void> {
    const process = this.#process;
    if (process === null || !process.alive) return;
    await process.agent.stop({ graceMs: 1000 });
    process.alive = false;
    process.clock.kill();
    this.#leaseEndsAt = null;
  }

  #kill(programs: readonly Program[]): void {
    for (const program of programs) program.alive = false;
  }

  #guardTick(): void {
    this.#hardware.timer(guardTickMs, () => {
      if (
        this.#world.sabotage !== 'guard asleep' &&
        this.#leaseEndsAt !== null &&
        this.#world.clock.uptimeMs() >= this.#leaseEndsAt
      ) {
        this.#leaseEndsAt = null;
        this.#kill(this.live);
        for (const listener of this.#expired) listener();
        // A node that does not answer is killed and started anew.
        if (this.#stopped) {
          this.crash();
          this.#stopped = false;
          this.#hardware.timer(2000, () => this.boot());
        }
      }
      this.#guardTick();
    });
  }

  #executor(clock: ProcessClock, effect: () => boolean): Executor {
    return {
      start: (frame) => {
        let finish: (result: ExecutionResult) => void = () => undefined;
        const done = new Promise<ExecutionResult>((resolve) => {
          // The node's process learns of it when it next runs.
          finish = (result) => void clock.timer(0, () => resolve(result));
        });
        if (!effect()) return { done, stop: () => undefined, kill: () => undefined };
        const program: Program = {
          run: frame.run,
          attempt: frame.attempt,
          shop: frame.shopId === null ? null : `${frame.platform}:${frame.shopId}`,
          flow: frame.flow,
          machine: this.name,
          alive: true,
        };
        this.programs.add(program);
        this.#world.started(program);
        const behaviour = this.#world.behaviour(frame);
        const end = (result: ExecutionResult): void => {
          if (program.alive) this.executed++;
          if (program.alive && result.outcome === 'succeeded')
            this.succeeded.add(`${program.run}#${program.attempt}`);
          program.alive = false;
          this.programs.delete(program);
          finish(result);
        };
        this.#hardware.timer(behaviour.lastsMs, () => {
          if (program.alive) end(behaviour.result);
        });
        const outcomes = { cancel: 'cancelled', timeout: 'timeout', stop: 'stopped' } as const;
        const stopped = (reason: StopReason): ExecutionResult => ({
          outcome: outcomes[reason],
          code: reason === 'timeout' ? 2 : null,
          error: null,
          output: null,
        });
        return {
          done,
          stop: (reason) => {
            const ms = behaviour.ignoresTerm ? 5000 : this.#world.chance.int(0, 200);
            this.#hardware.timer(ms, () => {
              if (program.alive) end(stopped(reason));
            });
          },
          kill: () => {
            if (this.#world.sabotage === 'kill ignored') return;
            // SIGKILL at once; the sweep that proves it takes a moment.
            program.alive = false;
            this.#hardware.timer(this.#world.chance.int(0, 600), () =>
              finish({ outcome: 'failed', code: 3, error: null, output: null }),
            );
          },
        };
      },
    };
  }
}
