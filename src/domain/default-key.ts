import { createHash } from 'node:crypto';
import type { FlowDefinition } from '../contract/manifest.ts';
import type { JsonObject } from '../contract/run.ts';
import { hashOf } from './canonical-json.ts';
import { fillTemplate, missingTemplateNames, type TemplateValues } from './templates.ts';

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
  if (flow.dedupe !== null && missingInKey(flow.dedupe, facts).length === 0)
    return filledKey(flow.dedupe, facts);
  return fallBack ? contentKey(facts) : null;
}

/** The names in the template of a key that these facts have no value for. */
export function missingInKey(template: string, facts: KeyFacts): string[] {
  return missingTemplateNames(template, valuesOf(facts));
}

/** The business key that a template makes of these facts; a hash in place of one that is too long. */
export function filledKey(template: string, facts: KeyFacts): string {
  const filled = fillTemplate(template, valuesOf(facts));
  return filled.length <= maxKey ? filled : `sha256:${createHash('sha256').update(filled).digest('hex')}`;
}

function valuesOf({ shopId, platform, taskType, params }: KeyFacts): TemplateValues {
  return { shop_id: shopId, platform, task_type: taskType, param: params };
}

/** Whether this key is one that `defaultKey` makes of the same facts. */
export function isDefaultKey(flow: Pick<FlowDefinition, 'dedupe'>, facts: KeyFacts, key: string): boolean {
  return key === defaultKey(flow, facts, false) || key === contentKey(facts);
}

function contentKey(facts: KeyFacts): string {
  return `auto:${hashOf([facts.platform, facts.shopId, facts.params]).slice(0, 32)}`;
}
