/** Words for a run that is held back: the blocker, who holds it, since when, and what would free it. */

import type { Bilingual } from '../../contract/bilingual.ts';
import { makerWords } from '../../contract/maker-words.ts';
import type { BlockedBy } from '../../contract/run.ts';
import type { WhyHolder, WhyNode } from '../../contract/why.ts';
import type { Requirement } from '../../domain/limit-keys.ts';
import type { KeyRecord } from '../../domain/records.ts';
import { spanWords } from './span-words.ts';

/** What is known of a run that is held back. */
export interface BlockedFacts {
  readonly key: KeyRecord;
  readonly blocker: BlockedBy;
  readonly holders: readonly WhyHolder[];
  readonly position: { readonly ahead: number; readonly total: number } | null;
  readonly nodes: readonly WhyNode[];
  readonly requirement: Requirement | null;
  /** The flow is in the configuration. */
  readonly configured: boolean;
  /** When the first holder's time limit ends it, ms since epoch; null when unknown. */
  readonly latestEnd: number | null;
  readonly now: number;
}

export interface Words {
  readonly sentence: Bilingual;
  readonly remedy: Bilingual;
}

const closureWords: Readonly<Record<string, Bilingual>> = {
  LOGIN_EXPIRED: { zh: '登录失效', en: 'login expired' },
  CAPTCHA: { zh: '出现验证码', en: 'captcha shown' },
};

/** The sentence and the remedy for a run that stands under a key. */
export function blockedWords(facts: BlockedFacts): Words {
  if (facts.key.closed !== null) return pausedWords(facts);
  switch (facts.blocker.kind) {
    case 'pool':
      return facts.blocker.reason === 'no_node' ? noNodeWords(facts) : poolWords(facts);
    case 'business':
      return businessWords(facts);
    case 'shop':
    case 'flow':
    case 'platform':
    case 'limit':
      return fullWords(facts);
  }
}

function pausedWords({ key, now }: BlockedFacts): Words {
  const closed = key.closed;
  const subject = subjectOf(key);
  const span = spanWords(now - (closed?.at ?? now));
  const cause = closureWords[closed?.cause ?? ''];
  const note = closed?.note ?? null;
  const by = closed === null || closed.by === null ? null : makerWords(closed.by);
  const reason: Bilingual = {
    zh: [cause?.zh ?? (by === null ? null : `由 ${by.zh} 暂停`), note]
      .filter((part) => part !== null)
      .join('：'),
    en: [cause?.en ?? (by === null ? null : `by ${by.en}`), note].filter((part) => part !== null).join(': '),
  };
  return {
    sentence: {
      zh: `没有运行：${subject.zh}已暂停 ${span.zh}${reason.zh === '' ? '' : `（${reason.zh}）`}。`,
      en: `Not started: ${subject.en} has been paused for ${span.en}${reason.en === '' ? '' : ` (${reason.en})`}.`,
    },
    remedy:
      cause === undefined
        ? { zh: '恢复店铺后自动继续。', en: 'Resume the shop; the run then goes on by itself.' }
        : {
            zh: '处理好店铺的登录，再恢复店铺，之后自动继续。',
            en: 'Sign in to the shop again and resume it; the run then goes on by itself.',
          },
  };
}

function fullWords(facts: BlockedFacts): Words {
  const { key } = facts;
  const subject = subjectOf(key);
  const ahead = aheadWords(facts.position);
  if (key.room === 0) {
    return {
      sentence: {
        zh: `没有运行：${subject.zh}的并发限制是 0。`,
        en: `Not started: the limit of ${subject.en} is 0.`,
      },
      remedy: { zh: '提高这个并发限制后自动继续。', en: 'Raise that limit; the run then goes on by itself.' },
    };
  }
  const [first] = facts.holders;
  if (first === undefined) {
    return {
      sentence: { zh: `等待${subject.zh}${ahead.zh}。`, en: `Waiting for ${subject.en}${ahead.en}.` },
      remedy: { zh: '轮到后自动开始。', en: 'It starts by itself when its turn comes.' },
    };
  }
  const holder = holderWords(first, facts.now);
  const count = facts.holders.length;
  const single = count === 1;
  const freed = single
    ? { zh: `任务 ${first.runId} 结束后自动开始`, en: `It starts by itself when run ${first.runId} ends` }
    : { zh: '其中一个结束后自动开始', en: 'It starts by itself when one of them ends' };
  const latest = latestWords(facts, single);
  return {
    sentence: single
      ? {
          zh: `等待：${subject.zh}正被占用：${holder.zh}${ahead.zh}。`,
          en: `Waiting: ${subject.en} is in use by ${holder.en}${ahead.en}.`,
        }
      : {
          zh: `等待：${subject.zh}最多同时 ${key.room ?? count} 个任务，已满${ahead.zh}；最早的是${holder.zh}。`,
          en: `Waiting: ${subject.en} takes ${key.room ?? count} runs at once and is full${ahead.en}; the oldest is ${holder.en}.`,
        },
    remedy: {
      zh: `${freed.zh}${latest.zh}；着急可以取消它。`,
      en: `${freed.en}${latest.en}; to be quicker, cancel it.`,
    },
  };
}

function businessWords(facts: BlockedFacts): Words {
  const [first] = facts.holders;
  const holder =
    first === undefined ? { zh: '另一个任务', en: 'another run' } : holderWords(first, facts.now);
  const latest = latestWords(facts, true);
  return {
    sentence: {
      zh: `等待：同一件业务已有任务：${holder.zh}。`,
      en: `Waiting: the same business job is already being done by ${holder.en}.`,
    },
    remedy: {
      zh: `它结束后自动开始${latest.zh}；着急可以取消它。`,
      en: `It starts by itself when that run ends${latest.en}; to be quicker, cancel that one.`,
    },
  };
}

function noNodeWords({ nodes, requirement, key, configured }: BlockedFacts): Words {
  if (requirement !== null && !configured) return goneWords(requirement.flow);
  const need = requirement === null ? { zh: key.name, en: key.name } : needWords(requirement);
  const there =
    nodes.length === 0
      ? { zh: '现在没有执行节点在线', en: 'no node is connected' }
      : { zh: `在线的：${nodes.map(lackZh).join('；')}`, en: `connected: ${nodes.map(lackEn).join('; ')}` };
  return {
    sentence: {
      zh: `没有运行：没有执行节点能执行它（需要${need.zh}）；${there.zh}。`,
      en: `Not started: no node can execute it (it needs ${need.en}); ${there.en}.`,
    },
    remedy: resumeWords(nodes) ??
      fileWords(nodes) ?? {
        zh: `启动一个有${need.zh}的执行节点后自动开始。`,
        en: `Start a node with ${need.en}; the run then starts by itself.`,
      },
  };
}

function goneWords(flow: string): Words {
  return {
    sentence: {
      zh: `没有运行：配置里已经没有流程 ${flow}。`,
      en: `Not started: flow ${flow} is no longer in the configuration.`,
    },
    remedy: {
      zh: '把它加回配置后自动开始；不再需要就取消这个任务。',
      en: 'Put it back, and the run starts by itself; cancel the run if it is no longer needed.',
    },
  };
}

/** What to do where a node lacks nothing but being allowed to work. */
function resumeWords(nodes: readonly WhyNode[]): Bilingual | null {
  const drained = nodes.find((node) => node.lacks.length === 1 && node.lacks[0] === 'draining');
  if (drained === undefined) return null;
  return {
    zh: `让执行节点 ${drained.name} 恢复工作（drover nodes resume ${drained.name}）后自动开始。`,
    en: `Let node ${drained.name} work again (drover nodes resume ${drained.name}); the run then starts by itself.`,
  };
}

/** What to do where a node lacks nothing but a file. */
function fileWords(nodes: readonly WhyNode[]): Bilingual | null {
  for (const { name, lacks } of nodes) {
    const [only, ...more] = lacks;
    if (only?.startsWith('file:') !== true || more.length > 0) continue;
    const path = only.slice('file:'.length);
    return {
      zh: `在执行节点 ${name} 上放回 ${path} 后自动开始。`,
      en: `Put ${path} back on node ${name}; the run then starts by itself.`,
    };
  }
  return null;
}

function poolWords({ nodes, position }: BlockedFacts): Words {
  const ahead = aheadWords(position);
  const slots = slotWords(nodes);
  return {
    sentence: { zh: `等待槽位：${slots.zh}${ahead.zh}。`, en: `Waiting for a slot: ${slots.en}${ahead.en}.` },
    remedy: {
      zh: '轮到后自动开始；增加执行节点或槽位会更快。',
      en: 'It starts by itself when its turn comes; more nodes or slots make it quicker.',
    },
  };
}

/** Nodes that can execute it, and how many of their slots are in use. */
export function slotWords(nodes: readonly WhyNode[]): Bilingual {
  const able = nodes.filter((node) => node.lacks.length === 0);
  const slots = able.reduce((sum, node) => sum + node.slots, 0);
  const busy = able.reduce((sum, node) => sum + Math.min(node.busy, node.slots), 0);
  return {
    zh: `${able.length} 个能执行它的节点，${slots} 个槽位用了 ${busy} 个`,
    en: `${able.length} ${able.length === 1 ? 'node' : 'nodes'} can execute it, with ${busy} of ${slots} slots in use`,
  };
}

function needWords(requirement: Requirement): Bilingual {
  const tags = requirement.tags.join(', ');
  return {
    zh: `执行池 ${requirement.pool}、流程 ${requirement.flow}${tags === '' ? '' : `、标签 ${tags}`}`,
    en: `pool ${requirement.pool}, flow ${requirement.flow}${tags === '' ? '' : `, tags ${tags}`}`,
  };
}

const lackNames: Readonly<Record<string, Bilingual>> = {
  draining: { zh: '正在排空', en: 'is draining' },
  slots: { zh: '没有槽位', en: 'has no slots' },
};
const kindNames: Readonly<Record<string, string>> = {
  pool: '执行池',
  tag: '标签',
  flow: '流程',
  file: '文件',
};

function lackZh(node: WhyNode): string {
  const words = node.lacks.map((lack) => {
    const [kind = '', ...name] = lack.split(':');
    return lackNames[lack]?.zh ?? `缺${kindNames[kind] ?? kind} ${name.join(':')}`;
  });
  return `${node.name}${words.length === 0 ? '' : ` ${words.join('、')}`}`;
}

function lackEn(node: WhyNode): string {
  const words = node.lacks.map((lack) => lackNames[lack]?.en ?? `lacks ${lack.replace(':', ' ')}`);
  return `${node.name}${words.length === 0 ? '' : ` ${words.join(', ')}`}`;
}

function subjectOf(key: KeyRecord): Bilingual {
  const [kind, ...rest] = key.name.split(':');
  const name = rest.join(' ');
  switch (kind) {
    case 'shop':
      return { zh: `店铺「${name}」`, en: `shop ${name}` };
    case 'flow':
      return { zh: `流程「${name}」`, en: `flow ${name}` };
    case 'platform':
      return { zh: `平台「${name}」`, en: `platform ${name}` };
    default:
      return { zh: `「${key.name}」`, en: key.name };
  }
}

function holderWords(holder: WhyHolder, now: number): Bilingual {
  const span = spanWords(now - Date.parse(holder.since));
  const name = { zh: `任务 ${holder.runId}（${holder.flow}）`, en: `run ${holder.runId} (${holder.flow})` };
  if (holder.state === 'running') {
    const on =
      holder.node === null ? { zh: '', en: '' } : { zh: `在 ${holder.node} 上`, en: ` on ${holder.node}` };
    return { zh: `${name.zh}${on.zh}运行了 ${span.zh}`, en: `${name.en}, running${on.en} for ${span.en}` };
  }
  if (holder.state === 'queued')
    return { zh: `${name.zh}已排队 ${span.zh}`, en: `${name.en}, queued for ${span.en}` };
  return { zh: `${name.zh}已预留`, en: `${name.en}, which has it reserved` };
}

function aheadWords(position: BlockedFacts['position']): Bilingual {
  if (position === null || position.ahead === 0) return { zh: '', en: '' };
  return {
    zh: `，前面还有 ${position.ahead} 个`,
    en: `; ${position.ahead} more ${position.ahead === 1 ? 'goes' : 'go'} before it`,
  };
}

function latestWords({ latestEnd, now, position }: BlockedFacts, single: boolean): Bilingual {
  if (!single || latestEnd === null || latestEnd <= now || (position?.ahead ?? 0) > 0)
    return { zh: '', en: '' };
  const span = spanWords(latestEnd - now);
  return { zh: `，最迟 ${span.zh}后`, en: `, at the latest in ${span.en}` };
}
