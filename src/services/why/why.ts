/** Why a run isn't running: the blocker, who holds it, since when, and what would free it. Reads only what is committed. */

import type { Bilingual } from '../../contract/bilingual.ts';
import { errorHeadline } from '../../contract/error-line.ts';
import type { RunError } from '../../contract/run-error.ts';
import { isFinal } from '../../contract/run-states.ts';
import type { Why } from '../../contract/why.ts';
import { classKeyName, type Requirement } from '../../domain/limit-keys.ts';
import type { KeyRecord } from '../../domain/records.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History, RunView } from '../../ports/history.ts';
import type { FlowCatalog } from '../dispatch/flow-catalog.ts';
import { blockedByOf, instant } from '../runs/run-view.ts';
import { unknownRun } from '../runs/unknown-run.ts';
import { maintenanceOf, maintenanceSetting } from '../system/maintenance.ts';
import { blockedWords, slotWords } from './blocked-words.ts';
import { estimateOf, estimateWords } from './estimate.ts';
import { holdersOf, nodesFor } from './facts.ts';
import { maintenanceWords } from './maintenance-words.ts';
import { spanWords } from './span-words.ts';

/** Most holders that an answer names. */
const maxHolders = 20;

export interface WhyParts {
  readonly history: History;
  readonly catalog: FlowCatalog;
  readonly clock: Clock;
}

export interface WhyAnswers {
  /** Throws `unknown_run`. */
  of(runId: string): Promise<Why>;
}

type Answer = Pick<Why, 'sentence' | 'remedy'> & Partial<Why>;

export function createWhy(parts: WhyParts): WhyAnswers {
  const { history, clock } = parts;

  const blocked = async (run: RunRecord, key: KeyRecord): Promise<Answer> => {
    const blocker = blockedByOf(key);
    const business = blocker.kind === 'business';
    const [records, position, nodes] = await Promise.all([
      business
        ? history.businessHolder(key.name).then((holder) => (holder === undefined ? [] : [holder]))
        : blocker.kind === 'pool'
          ? []
          : history.holders(key.id, maxHolders),
      history.position(key.id, run.rank),
      history.nodes(),
    ]);
    const holders = holdersOf(records, nodes);
    const [first] = holders;
    const holding = first?.state === 'running' ? (await history.run(first.runId))?.run : undefined;
    const latestEnd =
      holding?.startedAt === undefined || holding.startedAt === null
        ? null
        : holding.startedAt + holding.timeoutSeconds * 1000;
    const requirement = blocker.kind === 'pool' ? (key.requirement ?? (await requirementOf(run))) : null;
    const able = requirement === null ? [] : nodesFor(nodes, requirement);
    const words = blockedWords({
      key,
      blocker,
      holders,
      position,
      nodes: able,
      requirement,
      configured: parts.catalog.flow(run.flow) !== undefined,
      latestEnd,
      now: clock.now(),
    });
    return {
      ...words,
      blocker: { ...blocker, room: key.room },
      holders,
      position,
      nodes: able,
      since: run.blockedAt === null ? null : instant(run.blockedAt),
    };
  };

  const requirementOf = async (run: RunRecord): Promise<Requirement> => {
    const tags = parts.catalog.flow(run.flow)?.tags ?? [];
    const requirement: Requirement = { pool: run.pool, tags, flow: run.flow };
    // The flow's tags may have been edited since; then only pool and flow are sure.
    const key = await history.keyByName(classKeyName(requirement));
    return key?.id === run.classKey ? requirement : { ...requirement, tags: [] };
  };

  const queued = async (run: RunRecord): Promise<Answer> => {
    const nodes = nodesFor(await history.nodes(), await requirementOf(run));
    const free = nodes.some((node) => node.lacks.length === 0 && node.busy < node.slots);
    const slots = slotWords(nodes);
    return {
      sentence: free
        ? { zh: `排队：马上开始（${slots.zh}）。`, en: `Queued: about to start (${slots.en}).` }
        : { zh: `排队：等一个槽位（${slots.zh}）。`, en: `Queued: waits for a slot (${slots.en}).` },
      remedy: free ? null : { zh: '有槽位空出后自动开始。', en: 'It starts by itself when a slot is free.' },
      nodes,
      since: run.queuedAt === null ? null : instant(run.queuedAt),
    };
  };

  const timed = (run: RunRecord, at: number): Answer => {
    const span = spanWords(at - clock.now());
    if (run.state === 'scheduled') {
      return {
        sentence: { zh: `未到点：${span.zh}后开始。`, en: `Not due yet: it starts in ${span.en}.` },
        remedy: { zh: '到点后自动开始。', en: 'It starts by itself when it is due.' },
        dueAt: instant(at),
        since: instant(run.createdAt),
      };
    }
    const failed = `${run.failures}/${run.maxRetries + 1}`;
    const why = run.error === null ? '' : headline(run.error);
    return {
      sentence: {
        zh: `待重试：已失败 ${failed} 次${why === '' ? '' : `（${why}）`}，${span.zh}后再试。`,
        en: `To be retried: ${failed} failures${why === '' ? '' : ` (${why})`}; the next try is in ${span.en}.`,
      },
      remedy: { zh: '到时自动重试。', en: 'It is tried again by itself.' },
      dueAt: instant(at),
    };
  };

  const answer = async ({ run, blocker, nodeId }: RunView): Promise<Answer> => {
    switch (run.state) {
      case 'blocked':
        return blocker === null
          ? plain('正在放行，马上排队。', 'It is just being let through.')
          : blocked(run, blocker);
      case 'queued':
        return queued(run);
      case 'scheduled':
      case 'retrying':
        return timed(run, run.wakeAt ?? run.dueAt);
      case 'running': {
        const node = (await history.nodes()).find((one) => one.id === nodeId)?.name ?? nodeId ?? '?';
        const span = spanWords(clock.now() - (run.startedAt ?? run.createdAt));
        const since = run.startedAt === null ? null : instant(run.startedAt);
        if (run.cancelRequestedAt !== null)
          return {
            ...plain(
              `正在取消：等 ${node} 上的进程结束。`,
              `Being cancelled: its processes on ${node} are being stopped.`,
            ),
            since,
          };
        return {
          ...plain(`正在运行：在 ${node} 上已 ${span.zh}。`, `It is running: on ${node} for ${span.en}.`),
          since,
        };
      }
      case 'succeeded':
      case 'failed':
      case 'cancelled':
      case 'expired':
        return ended(run);
    }
  };

  /** Adds what holds for whatever waits: maintenance mode, else an estimate. */
  const whole = async (why: Why, run: RunRecord): Promise<Why> => {
    if (isFinal(run.state) || run.state === 'running') return why;
    const maintenance = maintenanceOf(await history.settingNow(maintenanceSetting));
    if (maintenance !== null)
      return { ...why, ...maintenanceWords(why, maintenance, clock.now()), maintenance };
    const estimate = await estimateOf(history, run, why);
    if (estimate === null) return why;
    const words = estimateWords(estimate.seconds);
    const { zh, en } = why.sentence;
    return { ...why, estimate, sentence: { zh: `${zh}${words.zh}。`, en: `${en} ${words.en}.` } };
  };

  return {
    of: async (runId) => {
      const view = await history.run(runId);
      if (view === undefined) throw unknownRun(runId);
      const base: Omit<Why, 'sentence' | 'remedy'> = {
        runId,
        state: view.run.state,
        blocker: null,
        holders: [],
        since: null,
        position: null,
        dueAt: null,
        nodes: [],
        estimate: null,
        maintenance: null,
      };
      return whole({ ...base, ...(await answer(view)) }, view.run);
    },
  };
}

function plain(zh: string, en: string): { sentence: Bilingual; remedy: null } {
  return { sentence: { zh, en }, remedy: null };
}

const endWords = {
  succeeded: { zh: '已成功', en: 'succeeded' },
  failed: { zh: '已失败', en: 'failed' },
  cancelled: { zh: '已取消', en: 'was cancelled' },
  expired: { zh: '已过期：到期限时还没有开始', en: 'expired: it had not started before its deadline' },
} as const;

function ended(run: RunRecord): Answer {
  const state =
    run.state === 'succeeded' || run.state === 'failed' || run.state === 'cancelled' ? run.state : 'expired';
  const why = state === 'failed' && run.error !== null ? headline(run.error) : '';
  const words = endWords[state];
  const sentence = {
    zh: `${words.zh}${why === '' ? '' : `：${why}`}。`,
    en: `It has ended: it ${words.en}${why === '' ? '' : `: ${why}`}.`,
  };
  const since = run.endedAt === null ? null : instant(run.endedAt);
  if (run.retriedAs !== null)
    return {
      sentence,
      since,
      remedy: { zh: `已重试为任务 ${run.retriedAs}。`, en: `It was retried as run ${run.retriedAs}.` },
    };
  const retryable = state === 'failed' || state === 'expired';
  return { sentence, since, remedy: retryable ? { zh: '可以重试。', en: 'It can be retried.' } : null };
}

/** Its headline, at most so long that the sentence stays one. */
function headline(error: RunError): string {
  return errorHeadline(error, 'en').slice(0, 240);
}
