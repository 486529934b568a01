import type { Health, Readiness } from '../contract/health.ts';
import type { Broker } from '../ports/broker.ts';
import type { History } from '../ports/history.ts';
import type { Store } from '../ports/store.ts';
import type { ConfigurationInForce } from './configuration.ts';
import { instant } from './runs/run-view.ts';

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
  const nodesCheck = async (): Promise<Readiness['checks'][number][]> => {
    try {
      const [nodes, refusal] = await Promise.all([parts.history.nodes(), parts.store.refusal()]);
      const connected = nodes.filter((node) => node.connected).length;
      const detail =
        connected === 0 ? 'no node is connected: what is submitted waits' : `${connected} connected`;
      return [
        { name: 'store', ok: refusal === null, detail: refusal?.message ?? 'ok' },
        { name: 'nodes', ok: connected > 0, detail },
      ];
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'it can not be read';
      return [{ name: 'store', ok: false, detail }];
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
        { name: 'config' as const, ok: faults.length === 0, detail: configDetail(faults.length) },
      ];
      const store = checks.find((check) => check.name === 'store');
      const status =
        store?.ok !== true ? 'unavailable' : checks.every((check) => check.ok) ? 'ready' : 'degraded';
      return { status, checks, ...(faults.length === 0 ? {} : { config: { faults: [...faults] } }) };
    },
  };
}

function configDetail(faults: number): string {
  if (faults === 0) return 'ok';
  return `the file has ${faults === 1 ? 'a fault' : `${faults} faults`}: the configuration before it stays in force`;
}
