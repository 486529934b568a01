import type { Clock, Timer } from '../../ports/clock.ts';
import { isAlive, type ProcessRef, type ProcessTable, signalProcess } from '../process-tree/process-table.ts';
import { killTagged } from '../process-tree/tagged-trees.ts';
import { type TrackedTree, trackTree } from '../process-tree/tree-sweep.ts';
import { bootIdOfTag } from '../process-tree/tree-tag.ts';
import { pause } from '../process-tree/until-gone.ts';
import type { GuardHello, GuardMessage, NodeMessage, NodeRestart } from './guard-protocol.ts';
import { judgeLease, usableMs } from './lease.ts';

/** How long a node may take to answer before it counts as hung. */
const ANSWER_MS = 2_000;
/** A timer this late means that we, or the machine, stood still. */
const LATE_MS = 1_000;
/** How long a killed node may take to vanish before its successor is started all the same. */
const NODE_DEATH_MS = 5_000;

/** What the guard does to the world. */
export interface GuardEffects {
  readonly clock: Clock;
  readonly table: ProcessTable;
  /** Folder that trees' cgroups are in, null where there is none. */
  readonly cgroupBase: string | null;
  /** Sends to the node; may be lost when it is dead. */
  send(message: GuardMessage): void;
  /** Starts a new node in a session of its own. */
  startNode(restart: NodeRestart): Promise<void>;
  /** Ends the guard's process. */
  exit(): void;
  log(text: string): void;
}

/**
 * The guard of one node: watchdog, self-stop and orphan killer in one.
 *
 * | phase | entered when | left when |
 * |---|---|---|
 * | waiting | it starts | hello; the pipe closes (exit) |
 * | guarding | hello, or a renewal that is young enough | the lease runs out → expired; the pipe closes → ending |
 * | expired | the lease ran out: every tree was killed | a young renewal → guarding; no answer to a ping → ending |
 * | ending | the node is dead, or was killed because it hung | nothing of this boot is alive: exit |
 *
 * While expired, the node is asked for a sign of life once per lease, and a tree that it still starts is killed at once.
 */
export class Guard {
  readonly #effects: GuardEffects;
  readonly #trees = new Map<string, TrackedTree>();
  #phase: 'waiting' | 'guarding' | 'expired' | 'ending' = 'waiting';
  #hello: GuardHello | null = null;
  #leaseMs = 0;
  #renewedAt: number | null = null;
  #watchedSince = 0;
  #timer: Timer | null = null;
  #lastPing = 0;
  #lastPong = 0;

  constructor(effects: GuardEffects) {
    this.#effects = effects;
  }

  /** Takes a message of the node. */
  onMessage(message: NodeMessage): void {
    if (this.#phase === 'ending') return;
    switch (message.type) {
      case 'hello':
        this.#hello = message;
        this.#leaseMs = message.leaseMs;
        this.#watchedSince = this.#effects.clock.uptimeMs();
        this.#phase = 'guarding';
        this.#effects.send({ type: 'ready' });
        return;
      case 'pong':
        this.#lastPong = Math.max(this.#lastPong, message.id);
        return;
      case 'tree':
        this.#trees.set(message.tree.tag, trackTree(message.tree));
        if (this.#phase === 'expired') this.#killExpired();
        else if (this.#trees.size === 1) this.#look();
        return;
      case 'members':
        this.#learn(message.tag, message.members);
        return;
      case 'treeEnded':
        this.#trees.delete(message.tag);
        return;
      case 'renewed':
        this.#renewedAt = Math.max(this.#renewedAt ?? 0, message.sentAt);
        this.#leaseMs = message.leaseMs;
        this.#effects.send({ type: 'heard' });
        if (this.#phase === 'expired' && this.#verdict().state === 'wait') {
          this.#phase = 'guarding';
          this.#look();
        }
        // Otherwise the timer that is set looks again, at worst too early.
        else if (this.#phase === 'guarding' && this.#timer === null) this.#look();
        return;
    }
  }

  #learn(tag: string, members: readonly ProcessRef[]): void {
    const known = this.#trees.get(tag)?.known;
    if (known === undefined) return;
    known.clear();
    for (const { pid, startTime } of members) known.set(pid, startTime);
  }

  /** The node's pipe has closed: it is dead. Kills everything of this boot, also what it never told us of, and exits. */
  async onNodeGone(): Promise<void> {
    if (this.#phase === 'ending') return;
    const hello = this.#hello;
    this.#phase = 'ending';
    this.#timer?.cancel();
    if (hello !== null) await this.#killBoot(hello.bootId);
    this.#effects.exit();
  }

  #verdict(): ReturnType<typeof judgeLease> {
    return judgeLease(
      {
        leaseMs: this.#leaseMs,
        renewedAt: this.#renewedAt,
        watchedSince: this.#watchedSince,
        trees: this.#trees.size,
      },
      this.#effects.clock.uptimeMs(),
    );
  }

  /** Judges the lease and sets the one timer. */
  #look(): void {
    if (this.#phase !== 'guarding') return;
    this.#timer?.cancel();
    this.#timer = null;
    const verdict = this.#verdict();
    if (verdict.state === 'idle') return;
    if (verdict.state === 'expired') {
      this.#phase = 'expired';
      this.#killExpired();
      this.#askNode();
      return;
    }
    this.#after(verdict.lookAfterMs, () => this.#look());
  }

  /**
   * Sets the timer. Before its work is done, what has arrived meanwhile is read (one more turn of the event loop): a
   * guard that was itself stopped must not act on an old renewal while newer ones lie in its pipe.
   */
  #after(delayMs: number, work: () => void): void {
    const { clock } = this.#effects;
    this.#timer = clock.timer(delayMs, () => {
      this.#timer = clock.timer(0, work);
    });
  }

  /**
   * Kills every tree we know of, and processes of this boot from before this instant that we were not told of (later
   * ones are told of, or belong to a lease that has been renewed).
   */
  #killExpired(): void {
    const { clock, table } = this.#effects;
    const bootId = this.#hello?.bootId;
    const before = table.startTimeAt(clock.uptimeMs());
    const doomed = [...this.#trees.values()];
    const spared = (tag: string): boolean => this.#trees.has(tag);
    for (const tree of doomed) this.#trees.delete(tree.identity.tag);
    void killTagged({
      clock,
      table,
      trees: doomed,
      // What has only a cgroup to show has no start time: it waits for the end of the boot.
      hasTag: (tag, row) =>
        row !== undefined && bootIdOfTag(tag) === bootId && row.startTime <= before && !spared(tag),
      cgroupBase: null,
    });
    const tags = doomed.map((tree) => tree.identity.tag);
    this.#effects.log(`lease expired, killed ${tags.length} trees ${tags.join(' ')}`);
    this.#effects.send({ type: 'expired', tags });
  }

  /** Sees whether the node still lives up to its name; one that does not answer is replaced. */
  #askNode(): void {
    if (this.#phase !== 'expired') return;
    const { clock } = this.#effects;
    const id = ++this.#lastPing;
    const askedAt = clock.uptimeMs();
    this.#effects.send({ type: 'ping', id });
    this.#after(ANSWER_MS, () => {
      if (this.#phase !== 'expired') return;
      const late = clock.uptimeMs() - askedAt > ANSWER_MS + LATE_MS;
      if (this.#lastPong >= id) this.#after(usableMs(this.#leaseMs), () => this.#askNode());
      else if (late) this.#askNode();
      else void this.#replaceNode();
    });
  }

  async #replaceNode(): Promise<void> {
    const hello = this.#hello;
    if (hello === null) return;
    const { clock, table } = this.#effects;
    this.#phase = 'ending';
    this.#effects.log(`node ${hello.node.pid} does not answer: killed`);
    signalProcess(table, hello.node, 'SIGKILL');
    await this.#killBoot(hello.bootId);
    const giveUpAt = clock.uptimeMs() + NODE_DEATH_MS;
    while (isAlive(table, hello.node) && clock.uptimeMs() < giveUpAt) await pause(clock, 20);
    const supervised = hello.supervisor !== null && isAlive(table, hello.supervisor);
    if (!supervised && hello.restart !== null) await this.#effects.startNode(hello.restart);
    this.#effects.exit();
  }

  /** Kills everything of this boot, also what we were not told of. */
  #killBoot(bootId: string): Promise<void> {
    const { clock, table, cgroupBase } = this.#effects;
    const hasTag = (tag: string): boolean => bootIdOfTag(tag) === bootId;
    return killTagged({ clock, table, trees: [...this.#trees.values()], hasTag, cgroupBase });
  }
}
