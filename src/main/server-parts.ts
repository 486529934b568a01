/** The code of a server, imported only when one is started. */
export async function serverParts() {
  return {
    ...(await import('../adapters/blobs-folder/folder-blobs.ts')),
    ...(await import('../adapters/console-folder/console-folder.ts')),
    ...(await import('../adapters/host-facts/host-facts.ts')),
    ...(await import('../adapters/link-ws/ws-server.ts')),
    ...(await import('../adapters/live-bus-local/local-live-bus.ts')),
    ...(await import('../adapters/logger-pino/pino-logger.ts')),
    ...(await import('../domain/sid.ts')),
    ...(await import('../http/http-server.ts')),
    ...(await import('../services/exec/secret-box.ts')),
    ...(await import('../services/api-services.ts')),
    ...(await import('../services/artifacts/artifacts.ts')),
    ...(await import('../services/dispatch/dispatcher.ts')),
    ...(await import('../services/dispatch/flow-catalog.ts')),
    ...(await import('../services/gateway/gateway.ts')),
    ...(await import('../services/outside/outside.ts')),
    ...(await import('../services/run-logs.ts')),
    ...(await import('../services/timers.ts')),
  };
}
