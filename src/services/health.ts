import type { Bilingual } from '../contract/bilingual.ts';
import type { Health, Readiness } from '../contract/health.ts';
import { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';
import type { Broker } from '../ports/broker.ts';
import type { History } from '../ports/history.ts';
import type { Store } from '../ports/store.ts';
import type { ConfigurationInForce } from './configuration.ts';
import { instant } from './runs/run-view.ts';

type Check = Readiness['checks'][number];

export interface HealthParts {
  readonly history: History;
  readonly store: Pick<Store, 'refusal'>;
  readonly broker: Pick<Broker, 'health'>;
  readonly configuration: Pick<ConfigurationInForce, 'faults'>;
  readonly version: string;
  readonly pid: number;
  /** ms since epoch. */
  readonly startedAt: number;
}

export interface HealthReport {
  /** That the process lives; asks nothing of anybody. */
  health(): Health;
  /** Whether submissions are accepted, and what else is wrong. Never rejects. */
  readiness(): Promise<Readiness>;
}

export function createHealth(parts: HealthParts): HealthReport {
  const nodesCheck = async (): Promise<Check[]> => {
    try {
      const [nodes, refusal] = await Promise.all([parts.history.nodes(), parts.store.refusal()]);
      const count = nodes.filter((node) => node.connected).length;
      return [
        refusal === null
          ? check('store', true, said('part_well'))
          : { ...check('store', false, refusal.words ?? said('store_unread')), detail: refusal.message },
        check('nodes', count > 0, count === 0 ? said('nodes_none') : said('nodes_connected', { count })),
      ];
    } catch (error) {
      const words = (error instanceof DroverError ? error.words : null) ?? said('store_unread');
      const detail = error instanceof Error ? error.message : words.en;
      return [{ ...check('store', false, words), detail }];
    }
  };
  return {
    health: () => ({
      status: 'ok',
      version: parts.version,
      pid: parts.pid,
      startedAt: instant(parts.startedAt),
    }),
    readiness: async () => {
      const { faults } = parts.configuration;
      const checks = [
        ...(await nodesCheck()),
        { name: 'broker' as const, ...parts.broker.health() },
        check('config', faults.length === 0, configWords(faults.length)),
      ];
      const store = checks.find(({ name }) => name === 'store');
      const status = store?.ok !== true ? 'unavailable' : checks.every(({ ok }) => ok) ? 'ready' : 'degraded';
      return { status, checks, ...(faults.length === 0 ? {} : { config: { faults: [...faults] } }) };
    },
  };
}

function check(name: Check['name'], ok: boolean, words: Bilingual): Check {
  return { name, ok, detail: words.en, words };
}

function configWords(count: number): Bilingual {
  if (count === 0) return said('part_well');
  return count === 1 ? said('config_fault') : said('config_faults', { count });
}
