import type { HttpApp, RouteParts } from './http-app.ts';
import { cancelRun } from './routes/cancel-run.ts';
import { createToken } from './routes/create-token.ts';
import { drainNode } from './routes/drain-node.ts';
import { getFlow } from './routes/get-flow.ts';
import { getRun } from './routes/get-run.ts';
import { getShop } from './routes/get-shop.ts';
import { healthz } from './routes/healthz.ts';
import { link } from './routes/link.ts';
import { listFlows } from './routes/list-flows.ts';
import { listNodes } from './routes/list-nodes.ts';
import { listRuns } from './routes/list-runs.ts';
import { listShops } from './routes/list-shops.ts';
import { listTokens } from './routes/list-tokens.ts';
import { openapi } from './routes/openapi.ts';
import { pauseShopRoute } from './routes/pause-shop.ts';
import { putShop } from './routes/put-shop.ts';
import { readyz } from './routes/readyz.ts';
import { resumeShopRoute } from './routes/resume-shop.ts';
import { retryRunRoute } from './routes/retry-run.ts';
import { revokeToken } from './routes/revoke-token.ts';
import { runAttempts } from './routes/run-attempts.ts';
import { runLogs } from './routes/run-logs.ts';
import { runWhy } from './routes/run-why.ts';
import { submitBatch } from './routes/submit-batch.ts';
import { submitRun } from './routes/submit-run.ts';

/** Every route of the API. */
const routes: readonly ((app: HttpApp, parts: RouteParts) => void)[] = [
  submitRun,
  submitBatch,
  listRuns,
  getRun,
  runAttempts,
  runLogs,
  runWhy,
  cancelRun,
  retryRunRoute,
  listFlows,
  getFlow,
  listShops,
  getShop,
  putShop,
  pauseShopRoute,
  resumeShopRoute,
  listNodes,
  drainNode,
  listTokens,
  createToken,
  revokeToken,
  healthz,
  readyz,
  openapi,
  link,
];

export function addRoutes(app: HttpApp, parts: RouteParts): void {
  for (const add of routes) add(app, parts);
}
