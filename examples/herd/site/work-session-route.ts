import { RefusedRequest, readBody, sendJson } from './http-exchange.ts';
import type { ShopCall } from './shop-call.ts';

/**
 * `POST …/session`: `{action: "open", by}` begins work in the shop and answers `{workId, others}`, where `others`
 * are the runs already at work there (none, if the herd keeps its promise); `{action: "close", workId}` ends it. The
 * session also ends when the connection that opened it closes, so a robot keeps one connection for all its calls.
 */
export async function beginOrEndWork({ office, request, response }: ShopCall): Promise<void> {
  const { action, by, workId } = await readBody(request);
  if (action === 'open') {
    const opened = office.work.open(typeof by === 'string' ? by : 'unknown');
    request.socket.once('close', () => office.work.abandon(opened.workId));
    sendJson(response, 200, opened);
    return;
  }
  if (action === 'close') {
    if (typeof workId !== 'string' || !office.work.close(workId)) {
      throw new RefusedRequest(409, 'NOT_OPEN', 'this work session is not open');
    }
    sendJson(response, 200, { closed: workId });
    return;
  }
  throw new RefusedRequest(400, 'BAD_ACTION', 'action must be "open" or "close"');
}
