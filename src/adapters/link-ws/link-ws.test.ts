import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NodeBatch, ServerFrame } from '../../contract/link.ts';
import type { NodeConnection } from '../../ports/link.ts';
import { createWsDialer, linkUrl } from './ws-dialer.ts';
import { createLinkServer, type LinkServer } from './ws-server.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let http: Server;
let link: LinkServer;
let port = 0;
/** Authorizations seen; a `null` in `accepts` refuses. */
let tokens: (string | undefined)[] = [];
let refuse = false;
let onConnection: (connection: NodeConnection) => void = () => {};
let onBatch: (batch: NodeBatch) => void = () => {};
let onNodeClose: () => void = () => {};

beforeEach(async () => {
  tokens = [];
  refuse = false;
  http = createServer();
  link = createLinkServer((connection) => {
    onConnection(connection);
    return { onBatch: (batch) => onBatch(batch), onClose: () => onNodeClose() };
  }, silent);
  http.on('upgrade', (request, socket, head) => {
    tokens.push(request.headers.authorization);
    if (refuse || request.url !== '/sub/api/link') socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    else link.upgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
  port = (http.address() as AddressInfo).port;
});
afterEach(async () => {
  link.close();
  await new Promise((resolve) => http.close(resolve));
});

interface Dialled {
  readonly opened: Promise<void>;
  readonly closed: Promise<string>;
  readonly frames: Promise<readonly ServerFrame[]>;
  send(batch: NodeBatch): void;
  close(): void;
}

function dial(): Dialled {
  const dialer = createWsDialer({ serverUrl: `http://127.0.0.1:${port}/sub/`, token: () => 'secret' });
  const settle: {
    opened?: () => void;
    closed?: (reason: string) => void;
    frames?: (f: readonly ServerFrame[]) => void;
  } = {};
  const opened = new Promise<void>((resolve) => (settle.opened = resolve));
  const closed = new Promise<string>((resolve) => (settle.closed = resolve));
  const frames = new Promise<readonly ServerFrame[]>((resolve) => (settle.frames = resolve));
  const connection = dialer.dial({
    onOpen: () => settle.opened?.(),
    onFrames: (received) => settle.frames?.(received),
    onClose: (reason) => settle.closed?.(reason),
  });
  return { opened, closed, frames, send: (batch) => connection.send(batch), close: () => connection.close() };
}

describe('link over WebSocket', () => {
  it('carries batches both ways, in order, and shows the token', async () => {
    const batch = new Promise<NodeBatch>((resolve) => (onBatch = resolve));
    onConnection = (connection) =>
      connection.send([
        { t: 'renewed', n: 1 },
        { t: 'credit', bytes: 5 },
      ]);
    const node = dial();
    await node.opened;
    node.send({ s: 'x', f: [{ t: 'renew', n: 1, acked: 0, held: [] }] });
    expect(await batch).toEqual({ s: 'x', f: [{ t: 'renew', n: 1, acked: 0, held: [] }] });
    expect(await node.frames).toEqual([
      { t: 'renewed', n: 1 },
      { t: 'credit', bytes: 5 },
    ]);
    expect(tokens).toEqual(['Bearer secret']);
    const gone = new Promise<void>((resolve) => (onNodeClose = resolve));
    node.close();
    await gone;
    expect(await node.closed).toContain('1000');
  });

  it('says why it was closed: by the server, by a refused token, by nobody there', async () => {
    onConnection = (connection) => connection.close(4409, 'session replaced');
    expect(await dial().closed).toBe('closed with 4409 session replaced');
    refuse = true;
    expect(await dial().closed).toContain('401');
    port = 9;
    expect(await dial().closed).toContain('ECONNREFUSED');
  });

  it('takes nothing from a batch that is not of the protocol', async () => {
    onConnection = (connection) =>
      connection.send([{ t: 'renewed', n: 1 }, { t: 'nonsense' } as unknown as ServerFrame]);
    const node = dial();
    expect(await node.closed).toContain('not of the protocol');
    expect(await Promise.race([node.frames, Promise.resolve('none')])).toBe('none');
  });

  it('finds the link under a sub-path', () => {
    expect(linkUrl('https://example.org/rpa/')).toBe('wss://example.org/rpa/api/link');
    expect(linkUrl('http://[::1]:4200')).toBe('ws://[::1]:4200/api/link');
    expect(() => linkUrl('ftp://example.org')).toThrow('ftp://example.org');
  });
});
