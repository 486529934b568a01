import type { HttpApp, RouteParts } from './http-app.ts';
import { archiveDeadLetter } from './routes/archive-dead-letter.ts';
import { bulkRuns } from './routes/bulk-runs.ts';
import { cancelBatch } from './routes/cancel-batch.ts';
import { cancelRun } from './routes/cancel-run.ts';
import { commandBulkJob } from './routes/command-bulk-job.ts';
import { createBulkJob } from './routes/create-bulk-job.ts';
import { createToken } from './routes/create-token.ts';
import { createUpload } from './routes/create-upload.ts';
import { drainNode } from './routes/drain-node.ts';
import { exec } from './routes/exec.ts';
import { execPing } from './routes/exec-ping.ts';
import { exportRunsRoute } from './routes/export-runs.ts';
import { exportShops } from './routes/export-shops.ts';
import { getBatch } from './routes/get-batch.ts';
import { getBulkJob } from './routes/get-bulk-job.ts';
import { getConfig } from './routes/get-config.ts';
import { getDeadLetter } from './routes/get-dead-letter.ts';
import { getFlow } from './routes/get-flow.ts';
import { getOverview } from './routes/get-overview.ts';
import { getRun } from './routes/get-run.ts';
import { getSession } from './routes/get-session.ts';
import { getShop } from './routes/get-shop.ts';
import { getSystem } from './routes/get-system.ts';
import { getSystemHealth } from './routes/get-system-health.ts';
import { getUpload } from './routes/get-upload.ts';
import { getUploadContent } from './routes/get-upload-content.ts';
import { groupDeadLetters } from './routes/group-dead-letters.ts';
import { healthz } from './routes/healthz.ts';
import { ignoreDeadLetter } from './routes/ignore-dead-letter.ts';
import { importShops } from './routes/import-shops.ts';
import { link } from './routes/link.ts';
import { listBatches } from './routes/list-batches.ts';
import { listBulkJobs } from './routes/list-bulk-jobs.ts';
import { listDeadLetters } from './routes/list-dead-letters.ts';
import { listFlows } from './routes/list-flows.ts';
import { listNodes } from './routes/list-nodes.ts';
import { listOnceKeys } from './routes/list-once-keys.ts';
import { listQueues } from './routes/list-queues.ts';
import { listRuns } from './routes/list-runs.ts';
import { listShops } from './routes/list-shops.ts';
import { listTokens } from './routes/list-tokens.ts';
import { liveFeed } from './routes/live-feed.ts';
import { makeSignInLink } from './routes/make-sign-in-link.ts';
import { openapi } from './routes/openapi.ts';
import { pauseShopRoute } from './routes/pause-shop.ts';
import { putShop } from './routes/put-shop.ts';
import { putUploadContent } from './routes/put-upload-content.ts';
import { readyz } from './routes/readyz.ts';
import { resumeShopRoute } from './routes/resume-shop.ts';
import { retryBatch } from './routes/retry-batch.ts';
import { retryDeadLetter } from './routes/retry-dead-letter.ts';
import { retryRunRoute } from './routes/retry-run.ts';
import { revokeToken } from './routes/revoke-token.ts';
import { runArtifacts } from './routes/run-artifacts.ts';
import { downloadArtifact } from './routes/run-artifacts-download.ts';
import { runAttempts } from './routes/run-attempts.ts';
import { runDiagnosis } from './routes/run-diagnosis.ts';
import { runEvents } from './routes/run-events.ts';
import { runFlowRoute } from './routes/run-flow.ts';
import { runLogLines } from './routes/run-log-lines.ts';
import { runLogSearch } from './routes/run-log-search.ts';
import { runLogs } from './routes/run-logs.ts';
import { runStatsRoute } from './routes/run-stats.ts';
import { runTimeline } from './routes/run-timeline.ts';
import { runWhy } from './routes/run-why.ts';
import { searchRoute } from './routes/search.ts';
import { servedCreate } from './routes/served-create.ts';
import { servedQuery } from './routes/served-query.ts';
import { setMaintenance } from './routes/set-maintenance.ts';
import { settleOnce } from './routes/settle-once.ts';
import { signIn } from './routes/sign-in.ts';
import { signOut } from './routes/sign-out.ts';
import { stopAll } from './routes/stop-all.ts';
import { submitBatch } from './routes/submit-batch.ts';
import { submitRun } from './routes/submit-run.ts';
import { scheduleRoutes } from './schedule-routes.ts';

/** Every route of the API. */
const routes: readonly ((app: HttpApp, parts: RouteParts) => void)[] = [
  submitRun,
  submitBatch,
  listRuns,
  runStatsRoute,
  exportRunsRoute,
  bulkRuns,
  getRun,
  runAttempts,
  runLogs,
  runLogLines,
  runLogSearch,
  runEvents,
  runArtifacts,
  downloadArtifact,
  runWhy,
  runTimeline,
  runDiagnosis,
  cancelRun,
  retryRunRoute,
  liveFeed,
  listFlows,
  getFlow,
  runFlowRoute,
  listShops,
  getShop,
  putShop,
  pauseShopRoute,
  resumeShopRoute,
  listNodes,
  drainNode,
  listDeadLetters,
  groupDeadLetters,
  createBulkJob,
  listBulkJobs,
  getBulkJob,
  commandBulkJob,
  getDeadLetter,
  retryDeadLetter,
  ignoreDeadLetter,
  archiveDeadLetter,
  listOnceKeys,
  settleOnce,
  listBatches,
  getBatch,
  cancelBatch,
  retryBatch,
  createUpload,
  getUpload,
  putUploadContent,
  getUploadContent,
  ...scheduleRoutes,
  importShops,
  exportShops,
  getOverview,
  searchRoute,
  exec,
  execPing,
  servedCreate,
  servedQuery,
  getSystem,
  getSystemHealth,
  getConfig,
  setMaintenance,
  stopAll,
  listQueues,
  listTokens,
  createToken,
  revokeToken,
  signIn,
  getSession,
  signOut,
  makeSignInLink,
  healthz,
  readyz,
  openapi,
  link,
];

export function addRoutes(app: HttpApp, parts: RouteParts): void {
  for (const add of routes) add(app, parts);
}
