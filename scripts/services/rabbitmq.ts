/**
 * A RabbitMQ of one's own on loopback, in a temporary folder: for tests, proofs and trying out. It is started by its
 * unwrapped programs, which change neither user nor place; its Erlang port mapper is its own, too.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { runProgram, serviceEnv, startProgram } from './run-program.ts';
import { awaitReady, endProcess } from './service.ts';

/** How long a start may take, ms; 9 s on a quiet machine. */
export const rabbitStartMs = 180_000;
const stopMs = 60_000;

export interface RabbitOptions {
  /** The management plugin, whose API statistics come from. Default true. */
  readonly management?: boolean;
  /** Settings of the application `rabbit` that `rabbitmq.conf` does not know, in Erlang: `{channel_tick_interval, 500}`. */
  readonly advanced?: readonly string[];
  /** Lines of `rabbitmq.conf` beyond the usual ones, e.g. `consumer_timeout = 60000`. */
  readonly config?: readonly string[];
}

/** A running private RabbitMQ; user and password are `guest`. */
export class RabbitServer {
  readonly folder: string;
  readonly port: number;
  readonly managementPort: number;
  readonly #env: Readonly<Record<string, string>>;
  readonly #epmdPort: number;
  readonly #management: boolean;

  private constructor(options: RabbitOptions, ports: readonly number[]) {
    const [port = 0, managementPort = 0, epmd = 0, dist = 0] = ports;
    this.folder = mkdtempSync(join(tmpdir(), 'drover-rabbit-'));
    this.port = port;
    this.managementPort = managementPort;
    this.#epmdPort = epmd;
    this.#management = options.management !== false;
    const at = (name: string): string => join(this.folder, name);
    this.#env = serviceEnv(this.folder, {
      ERL_EPMD_PORT: String(epmd),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      // Else a killed one leaves a dump in whatever folder it was started from.
      ERL_CRASH_DUMP_SECONDS: '0',
      RABBITMQ_CONF_ENV_FILE: at('env.conf'),
      RABBITMQ_NODENAME: `drover${port}@localhost`,
      RABBITMQ_CONFIG_FILE: at('rabbitmq.conf'),
      RABBITMQ_ADVANCED_CONFIG_FILE: at('advanced.config'),
      RABBITMQ_ENABLED_PLUGINS_FILE: at('plugins'),
      RABBITMQ_MNESIA_BASE: at('mnesia'),
      RABBITMQ_LOG_BASE: at('log'),
      RABBITMQ_PID_FILE: at('pid'),
      RABBITMQ_DIST_PORT: String(dist),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none',
    });
    writeFileSync(at('env.conf'), '');
    writeFileSync(at('plugins'), options.management === false ? '[].' : '[rabbitmq_management].');
    if (options.advanced !== undefined)
      writeFileSync(at('advanced.config'), `[{rabbit, [${options.advanced.join(', ')}]}].\n`);
    const lines = [
      `listeners.tcp.1 = 127.0.0.1:${port}`,
      ...(options.management === false
        ? []
        : [
            'management.tcp.ip = 127.0.0.1',
            `management.tcp.port = ${managementPort}`,
            'collect_statistics_interval = 1000',
          ]),
      'vm_memory_high_watermark.absolute = 1GB',
      'disk_free_limit.absolute = 50MB',
      ...(options.config ?? []),
    ];
    writeFileSync(at('rabbitmq.conf'), `${lines.join('\n')}\n`);
  }

  /** Starts one on free ports and waits until it takes connections. */
  static async start(options: RabbitOptions = {}): Promise<RabbitServer> {
    const server = new RabbitServer(options, await freePorts(4));
    try {
      await server.launch();
      return server;
    } catch (error) {
      await server.remove();
      throw error;
    }
  }

  /** Address of a virtual host (default `/`). */
  url(vhost = '/'): string {
    return `amqp://guest:guest@127.0.0.1:${this.port}/${encodeURIComponent(vhost)}?management=${encodeURIComponent(`http://127.0.0.1:${this.managementPort}`)}`;
  }

  /** Starts it again after `stop`, `kill` or `wipe`. */
  async launch(): Promise<void> {
    mkdirSync(join(this.folder, 'mnesia'), { recursive: true });
    mkdirSync(join(this.folder, 'log'), { recursive: true });
    rmSync(join(this.folder, 'pid'), { force: true });
    startProgram('rabbitmq-server', [], this.#env, join(this.folder, 'out.log'));
    // Its listeners come last. `rabbitmqctl wait` would start an Erlang of its own to learn the same.
    const ports = [this.port, ...(this.#management ? [this.managementPort] : [])];
    await awaitReady(
      'RabbitMQ',
      async () => (await Promise.all(ports.map(takesConnections))).every(Boolean),
      rabbitStartMs,
    );
  }

  /** Runs `rabbitmqctl`. */
  ctl(...args: string[]): Promise<string> {
    return runProgram('rabbitmqctl', ['-q', ...args], this.#env);
  }

  async addVhost(name: string): Promise<void> {
    await this.ctl('add_vhost', name);
    await this.ctl('set_permissions', '-p', name, 'guest', '.*', '.*', '.*');
  }

  /** In order, as a service manager does it. */
  async stop(): Promise<void> {
    const pid = this.pid();
    if (pid !== null) await endProcess(pid, stopMs);
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const pid = this.pid();
    if (pid !== null) {
      process.kill(pid, 'SIGKILL');
      await endProcess(pid);
    }
    // The port mapper refuses to end while it knows of a living node.
    await runProgram('epmd', ['-port', String(this.#epmdPort), '-kill'], this.#env).catch(() => undefined);
  }

  /** Kills it and removes all that it knew: queues, exchanges, messages. */
  async wipe(): Promise<void> {
    await this.kill();
    rmSync(join(this.folder, 'mnesia'), { recursive: true, force: true });
  }

  /** The application alone: the broker is away while its Erlang node lives, so that coming back is quick. */
  async pause(): Promise<void> {
    await this.ctl('stop_app');
  }

  async resume(): Promise<void> {
    await this.ctl('start_app');
  }

  /** Raises the memory alarm: whoever publishes is blocked until `unblock`. */
  async block(): Promise<void> {
    await this.ctl('set_vm_memory_high_watermark', '0.00001');
  }

  async unblock(): Promise<void> {
    await this.ctl('set_vm_memory_high_watermark', 'absolute', '1GB');
  }

  /** Ends every connection; returns after they have been told to. */
  async closeConnections(): Promise<void> {
    await this.ctl('close_all_connections', 'a test');
  }

  /** Its pid, null when it has none. */
  pid(): number | null {
    try {
      return Number(readFileSync(join(this.folder, 'pid'), 'utf8').trim()) || null;
    } catch {
      return null;
    }
  }

  /** What it logged. */
  logs(): string {
    try {
      return readFileSync(join(this.folder, 'log', `drover${this.port}@localhost.log`), 'utf8');
    } catch {
      return '';
    }
  }

  /** Kills it and removes its folder. */
  async remove(): Promise<void> {
    await this.kill().catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function takesConnections(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
