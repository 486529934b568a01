import { createHash } from 'node:crypto';
import type { FlowDefinition } from '../../contract/manifest.ts';
import type { JsonObject } from '../../contract/run.ts';
import { hashOf } from '../../domain/canonical-json.ts';
import { fillTemplate, missingTemplateNames } from '../../domain/templates.ts';

/** Longest business key, characters. */
const maxKey = 256;

/** What a default business key is made of. */
export interface KeyFacts {
  readonly platform: string | null;
  readonly shopId: string | null;
  readonly taskType: string | null;
  readonly params: JsonObject;
}

/**
 * The business key of a submission that names none: the flow's template filled; where it has none, or a value that the
 * template names is absent, a hash of shop and parameters if `fallBack` (a person's second click attaches), else null.
 */
export function defaultKey(
  flow: Pick<FlowDefinition, 'dedupe'>,
  facts: KeyFacts,
  fallBack: boolean,
): string | null {
  const values = {
    shop_id: facts.shopId,
    platform: facts.platform,
    task_type: facts.taskType,
    param: facts.params,
  };
  if (flow.dedupe !== null && missingTemplateNames(flow.dedupe, values).length === 0) {
    const filled = fillTemplate(flow.dedupe, values);
    return filled.length <= maxKey ? filled : `sha256:${createHash('sha256').update(filled).digest('hex')}`;
  }
  return fallBack ? contentKey(facts) : null;
}

/** Whether this key is one that `defaultKey` makes of the same facts. */
export function isDefaultKey(flow: Pick<FlowDefinition, 'dedupe'>, facts: KeyFacts, key: string): boolean {
  return key === defaultKey(flow, facts, false) || key === contentKey(facts);
}

function contentKey(facts: KeyFacts): string {
  return `auto:${hashOf([facts.platform, facts.shopId, facts.params]).slice(0, 32)}`;
}
