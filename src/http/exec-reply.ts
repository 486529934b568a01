/**
 * Streams of the exec API, as its clients know them: lines end with CRLF, a comment one interval apart, one data frame,
 * the end. Each stream has one timer, for whatever comes next: the comment or its deadline.
 */
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Timer } from '../ports/clock.ts';
import type { Exec, OpenedExec } from '../services/exec/exec.ts';
import type { RouteParts } from './http-app.ts';

/** These and no others: its clients were written against them. */
export const execHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  connection: 'keep-alive',
  'x-accel-buffering': 'no',
} as const;

/** A client that has taken nothing of this much is cut off, bytes: it holds its result and comments at most. */
const mostUnsent = 16 * 1024 * 1024;

export interface ExecReply {
  /** Answers at once with the headers; the rest follows by itself. */
  send(request: FastifyRequest, reply: FastifyReply, opened: OpenedExec): void;
}

export function createExecReply(parts: RouteParts, exec: Exec, pingMs: number): ExecReply {
  const open = new Set<ExecStream>();
  // One listener for all of them.
  parts.closing.addEventListener('abort', () => {
    for (const stream of open) stream.cut();
  });
  return {
    send: (request, reply, opened) => {
      const { raw } = reply;
      request.raw.socket.setTimeout(0);
      raw.writeHead(200, { ...execHeaders, 'x-drover-run-id': opened.runId });
      raw.flushHeaders();
      open.add(new ExecStream(raw, opened, exec, parts, pingMs, (stream) => open.delete(stream)));
    },
  };
}

class ExecStream {
  readonly #raw: ServerResponse;
  readonly #opened: OpenedExec;
  readonly #exec: Exec;
  readonly #parts: RouteParts;
  readonly #pingMs: number;
  readonly #unwatch: () => void;
  #timer: Timer | null = null;
  /** Uptime at which the next comment is due. */
  #pingAt: number;
  #over = false;

  constructor(
    raw: ServerResponse,
    opened: OpenedExec,
    exec: Exec,
    parts: RouteParts,
    pingMs: number,
    closed: (stream: ExecStream) => void,
  ) {
    this.#raw = raw;
    this.#opened = opened;
    this.#exec = exec;
    this.#parts = parts;
    this.#pingMs = pingMs;
    this.#pingAt = parts.clock.uptimeMs() + pingMs;
    this.#unwatch = exec.watch(opened, (frame) => this.#end(frame));
    raw.once('close', () => {
      this.#stop();
      closed(this);
    });
    this.#arm();
  }

  /** The server stops: the run goes on, and the client can ask again. */
  cut(): void {
    this.#stop();
    this.#raw.destroy();
  }

  #arm(): void {
    const { clock } = this.#parts;
    const toPing = this.#pingAt - clock.uptimeMs();
    const toDeadline = this.#exec.lastCall(this.#opened) - clock.now();
    this.#timer = clock.timer(Math.max(0, Math.min(toPing, toDeadline)), () => this.#tick());
  }

  #tick(): void {
    const { clock } = this.#parts;
    if (clock.now() >= this.#exec.lastCall(this.#opened)) {
      this.#unwatch();
      void this.#exec.atDeadline(this.#opened).then((frame) => this.#end(frame));
      return;
    }
    if (clock.uptimeMs() >= this.#pingAt) {
      this.#pingAt += this.#pingMs;
      if (this.#raw.writableLength > mostUnsent) return this.cut();
      this.#raw.write(`: ping - ${pingTime(clock.now())}\r\n\r\n`);
    }
    this.#arm();
  }

  #end(frame: string): void {
    if (this.#over) return;
    this.#stop();
    this.#raw.end(`data: ${frame}\r\n\r\n`);
  }

  #stop(): void {
    this.#over = true;
    this.#timer?.cancel();
    this.#unwatch();
  }
}

/** `2026-11-28 09:30:00.123000+00:00` */
export function pingTime(at: number): string {
  return `${new Date(at).toISOString().replace('T', ' ').replace('Z', '')}000+00:00`;
}
