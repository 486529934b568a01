import { flowNameSchema, platformSchema, shopIdSchema } from '../contract/run.ts';
import { didYouMean } from '../domain/did-you-mean.ts';
import type { Section } from './section.ts';

const mostRoom = 1_000_000;

/** `limits`: key pattern → room. `flows` are the names of all flows. */
export function readLimits(file: Section, flows: readonly string[]): Record<string, number> {
  const limits: Record<string, number> = {};
  const section = file.section('limits');
  if (section === undefined) return limits;
  for (const [pattern, value] of section.entries()) {
    checkPattern(section, pattern, flows);
    const room = section.whole(pattern, 0, mostRoom);
    if (value === null) section.require(pattern);
    if (room !== undefined) limits[pattern] = room;
  }
  return limits;
}

/** Faults a pattern that no key of a run can ever fit. */
function checkPattern(section: Section, pattern: string, flows: readonly string[]): void {
  const [kind = '', ...rest] = pattern.split(':');
  const [name = '', id] = rest;
  if (kind === 'flow' && rest.length === 1) {
    if (name === '*' || flows.includes(name)) return;
    if (flowNameSchema.safeParse(name).success) {
      const meant = didYouMean(name, flows);
      section.fault(pattern, 'limit_flow', {}, meant === undefined ? undefined : `flow:${meant}`);
      return;
    }
  }
  const platform = platformSchema.safeParse(name).success;
  if (kind === 'platform' && rest.length === 1 && (name === '*' || platform)) return;
  if (kind === 'shop' && rest.length === 1 && name === '*') return;
  // A shop without a platform has the key shop:-:ID.
  const shop = id === '*' || shopIdSchema.safeParse(id).success;
  if (kind === 'shop' && rest.length === 2 && (platform || name === '-') && shop) return;
  const meant = didYouMean(kind, ['shop', 'platform', 'flow']);
  section.fault(
    pattern,
    'limit_pattern',
    {},
    meant === undefined || meant === kind ? undefined : [meant, ...rest].join(':'),
  );
}
