/** What a node's coming and going means in the store: its row, the room of classes, and the attempts it holds. */
import type { AttemptRef, NodeHello, OfferFrame } from '../../contract/link.ts';
import type { NodeRecord } from '../../domain/records.ts';
import { refreshClasses, settle } from './admission.ts';
import { endRunningAttempt } from './attempts.ts';
import type { Work } from './work.ts';

const lost = { outcome: 'lost', code: null, error: null, output: null } as const;
const withdrawn = { outcome: 'withdrawn', code: null, error: null, output: null } as const;

export type HelloOutcome =
  | {
      readonly kind: 'welcome';
      readonly node: NodeRecord;
      readonly kill: readonly AttemptRef[];
      readonly cancel: readonly AttemptRef[];
      /** Attempts of the store on this node after the hello. */
      readonly running: readonly (AttemptRef & { readonly pool: string })[];
    }
  /** Another boot of this node id still has its lease: `holder`. */
  | { readonly kind: 'refused'; readonly holder: NodeRecord };

/**
 * A node says hello. `leaseLives`: whether the lease of its earlier session still runs. `everHeld`: whether the node
 * has ever listed this attempt (then its absence is a loss, otherwise an assignment that never arrived).
 */
export async function welcomeNode(
  work: Work,
  hello: NodeHello,
  session: string,
  leaseLives: boolean,
  everHeld: (run: string, attempt: number) => boolean,
): Promise<HelloOutcome> {
  const before = await work.tx.nodeById(hello.nodeId);
  const newBoot = before !== undefined && before.bootId !== hello.bootId;
  if (newBoot && before.connected && leaseLives) {
    // In an unchanged machine boot and PID namespace, who has the same lock proves that the old boot's processes are gone.
    const provablyGone =
      before.hostBootId !== '' &&
      before.hostBootId === hello.hostBootId &&
      before.pidNamespace === hello.pidNamespace &&
      before.lockFile === hello.lockFile;
    if (!provablyGone) return { kind: 'refused', holder: before };
  }
  const node: NodeRecord = {
    key: before?.key ?? 0,
    id: hello.nodeId,
    name: hello.name,
    host: hello.host,
    pid: hello.pid,
    os: hello.os,
    version: hello.version,
    bootId: hello.bootId,
    hostBootId: hello.hostBootId,
    pidNamespace: hello.pidNamespace,
    ...(hello.lockFile === undefined ? {} : { lockFile: hello.lockFile }),
    ...(hello.cgroups === undefined ? {} : { cgroups: hello.cgroups }),
    session,
    connected: true,
    draining: before?.draining ?? false,
    leaving: hello.draining,
    slots: hello.slots,
    pools: hello.pools,
    poolSlots: hello.poolSlots ?? [],
    tags: hello.tags,
    flows: hello.flows.map(({ name, hash }) => ({ name, hash })),
    missing: hello.missing ?? [],
    lastSeenAt: work.now,
  };
  node.key = await work.tx.putNode(node);
  const held = new Map(hello.held.map((h) => [`${h.run} ${h.attempt}`, h]));
  const cancel: AttemptRef[] = [];
  const running: (AttemptRef & { readonly pool: string })[] = [];
  for (const row of before === undefined ? [] : await work.tx.runningOn(node.key)) {
    const run = work.adopt(row);
    const ref = `${run.id} ${run.attempt}`;
    if (!held.has(ref)) {
      await endRunningAttempt(work, run, newBoot || everHeld(run.id, run.attempt) ? lost : withdrawn);
      continue;
    }
    if (run.cancelRequestedAt !== null) cancel.push({ run: run.id, attempt: run.attempt });
    running.push({ run: run.id, attempt: run.attempt, pool: run.pool });
    held.delete(ref);
  }
  const kill = [...held.values()].filter((h) => !h.ended).map(({ run, attempt }) => ({ run, attempt }));
  await refreshClasses(work);
  await settle(work);
  return { kind: 'welcome', node, kill, cancel, running };
}

/** When the node was last heard, ms since epoch: no renewal writes it, the end of a connection does. Does nothing if it has a newer session. */
export async function noteSeen(
  work: Work,
  nodeId: string,
  session: string,
  lastSeenAt: number,
): Promise<void> {
  const node = await work.tx.nodeById(nodeId);
  if (node?.session === session) await work.tx.putNode({ ...node, lastSeenAt });
}

/** A node's lease has ended: what it executed is lost, its slots are gone. Does nothing if it has a newer session. */
export async function loseNode(
  work: Work,
  nodeId: string,
  session: string,
  lastSeenAt: number,
): Promise<boolean> {
  const node = await work.tx.nodeById(nodeId);
  if (node === undefined || node.session !== session || !node.connected) return false;
  // Without a session no claim that is still on its way can succeed.
  await work.tx.putNode({ ...node, connected: false, session: '', lastSeenAt });
  await refreshClasses(work);
  for (const row of await work.tx.runningOn(node.key)) await endRunningAttempt(work, work.adopt(row), lost);
  await settle(work);
  return true;
}

/**
 * Attempts that the node has not listed in two successive renewals, though they were assigned: lost when it once had
 * them, else withdrawn (the assignment never arrived, which counts as nothing).
 */
export async function withdrawUnheld(
  work: Work,
  nodeKey: number,
  session: string,
  unheld: readonly { readonly ref: AttemptRef; readonly seen: boolean }[],
): Promise<void> {
  if ((await work.tx.nodeSession(nodeKey))?.session !== session) return;
  for (const { ref, seen } of unheld) {
    const run = await work.runById(ref.run);
    if (run === undefined || run.state !== 'running' || run.attempt !== ref.attempt || run.node !== nodeKey)
      continue;
    await endRunningAttempt(work, run, seen ? lost : withdrawn);
  }
  await settle(work);
}

/** The node offers something else: its row and the room of classes follow. False when it has a newer session. */
export async function changeOffer(
  work: Work,
  nodeId: string,
  session: string,
  { slots, pools, poolSlots = [], tags, flows, missing = [] }: Omit<OfferFrame, 't' | 'n'>,
): Promise<boolean> {
  const node = await work.tx.nodeById(nodeId);
  if (node === undefined || node.session !== session) return false;
  const offered = flows.map(({ name, hash }) => ({ name, hash }));
  await work.tx.putNode({ ...node, slots, pools, poolSlots, tags, flows: offered, missing });
  await refreshClasses(work);
  await settle(work);
  return true;
}

/** A person drains a node or lets it work again. Returns false when there is no such node. */
export async function setDraining(work: Work, nodeId: string, draining: boolean): Promise<boolean> {
  const node = await work.tx.nodeById(nodeId);
  if (node === undefined) return false;
  if (node.draining !== draining) {
    await work.tx.putNode({ ...node, draining });
    await refreshClasses(work);
    await settle(work);
  }
  return true;
}

/** The node itself takes nothing new any more (or again). */
export async function setLeaving(
  work: Work,
  nodeId: string,
  session: string,
  leaving: boolean,
): Promise<void> {
  const node = await work.tx.nodeById(nodeId);
  if (node === undefined || node.session !== session || node.leaving === leaving) return;
  await work.tx.putNode({ ...node, leaving });
  await refreshClasses(work);
  await settle(work);
}
