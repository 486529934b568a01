import type { FlowDefinition, Manifest } from '../contract/manifest.ts';
import { didYouMean } from '../domain/did-you-mean.ts';
import { type Section, sectionOf } from './section.ts';
import { poolForm } from './text-forms.ts';

type Pools = Manifest['pools'];

/** The declared pools with `default`; undefined when the file declares none. */
export function readPools(file: Section): Pools | undefined {
  const section = file.section('pools');
  if (section === undefined) return undefined;
  const pools: Pools = { default: { title: null } };
  for (const [name, value] of section.entries()) {
    if (!poolForm.schema.safeParse(name).success) section.fault(name, poolForm.fault);
    const pool = sectionOf(section.sink, { value: value ?? {}, place: section.at(name) });
    pool?.allowOnly(['pool']);
    pools[name] = { title: pool?.text('title', 200) ?? null };
  }
  return pools;
}

/** Faults a pool that is not declared, where pools are. */
export function expectPool(file: Section, place: string, pool: string, declared: Pools | undefined): void {
  if (declared === undefined || Object.hasOwn(declared, pool)) return;
  file.sink.fault(place, 'unknown_pool', {}, didYouMean(pool, Object.keys(declared)));
}

/** Every pool there is: the declared ones, else those that flows and the node name. */
export function allPools(
  declared: Pools | undefined,
  flows: readonly FlowDefinition[],
  node: readonly string[],
): Pools {
  if (declared !== undefined) return declared;
  const names = new Set(['default', ...flows.map(({ pool }) => pool), ...node]);
  return Object.fromEntries([...names].map((name) => [name, { title: null }]));
}
