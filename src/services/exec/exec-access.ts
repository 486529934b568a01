/**
 * Who may call the exec API without a token of ours: by the client's address, which a trusted proxy may tell. The same address
 * is what failed sign-ins are counted by.
 */
import { BlockList, isIP } from 'node:net';

export interface ExecAccessOptions {
  /** Networks, such as `127.0.0.0/8`. */
  readonly allow: readonly string[];
  readonly trustedProxies: readonly string[];
}

/** Header values by their lower-case names. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Headers that a proxy adds. A request with one comes from somebody else than who connected. */
const forwardingHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-real-ip',
  'x-forwarded-host',
  'x-forwarded-proto',
  'via',
];

export interface ExecAccess {
  /** Whether a request that `peer` sent needs no token. */
  allows(peer: string | undefined, headers: Headers): boolean;
  /** Whose request it is: the address that a trusted proxy tells of, else that of who connected. */
  client(peer: string | undefined, headers: Headers): string;
}

export function createExecAccess({ allow, trustedProxies }: ExecAccessOptions): ExecAccess {
  const allowed = networks(allow);
  const trusted = networks(trustedProxies);
  return {
    allows: (peer, headers) => {
      const sender = plain(peer ?? '');
      if (!forwardingHeaders.some((name) => headers[name] !== undefined)) return holds(allowed, sender);
      // Anybody can write such a header: only a proxy of ours is believed.
      if (!holds(trusted, sender)) return false;
      const client = clientOf(headers, trusted);
      return client !== null && holds(allowed, client);
    },
    client: (peer, headers) => {
      const sender = plain(peer ?? '');
      return (holds(trusted, sender) ? clientOf(headers, trusted) : null) ?? sender;
    },
  };
}

/** The last address that is no trusted proxy's; null: none is told. */
function clientOf(headers: Headers, trusted: BlockList): string | null {
  const listed = [headers['x-forwarded-for'] ?? []].flat().flatMap((value) => value.split(','));
  const forwarded = [headers['forwarded'] ?? []]
    .flat()
    .flatMap((value) => value.split(','))
    .flatMap((part) => /(?:^|;)\s*for=("?)([^";]+)\1/i.exec(part.trim())?.[2] ?? []);
  const single = [headers['x-real-ip'] ?? []].flat();
  const chain = listed.length > 0 ? listed : forwarded.length > 0 ? forwarded : single;
  for (const address of chain.map(plain).reverse()) {
    if (isIP(address) === 0) return null;
    if (!holds(trusted, address)) return address;
  }
  return null;
}

function networks(list: readonly string[]): BlockList {
  const made = new BlockList();
  for (const network of list) {
    const [address = '', bits = ''] = network.split('/');
    made.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return made;
}

function holds(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Without brackets, a port, and the form that IPv4 has on an IPv6 socket. */
function plain(address: string): string {
  const text = address.trim();
  const bare =
    /^\[([^\]]+)\]/.exec(text)?.[1] ?? (/^[\d.]+:\d+$/.test(text) ? text.replace(/:\d+$/, '') : text);
  return bare.replace(/^::ffff:(?=\d+\.)/i, '');
}
