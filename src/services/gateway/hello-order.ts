import type { NodeHello } from '../../contract/link.ts';

/** Where and when a hello was said. */
export type HelloMoment = Pick<NodeHello, 'hostBootId' | 'pidNamespace' | 'uptimeMs'>;

/**
 * Whether `hello` was said before `latest`, which has arrived already: by a boot that is dead, or over a connection that
 * its node has given up. What a process has sent outlives the process and its connection, so it may arrive after what
 * was sent later over another connection. False where it can't be told: uptime grows within one machine boot, and one
 * PID namespace may have an uptime of its own.
 */
export function saidBefore(hello: HelloMoment, latest: HelloMoment): boolean {
  return (
    hello.uptimeMs !== undefined &&
    latest.uptimeMs !== undefined &&
    hello.hostBootId === latest.hostBootId &&
    hello.pidNamespace === latest.pidNamespace &&
    hello.uptimeMs < latest.uptimeMs
  );
}
