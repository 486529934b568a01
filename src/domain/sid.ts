/** What a sid is made of. Source: contracts, "Trace record". */
export interface SidParts {
  /** SERVICE_SUB. */
  readonly sub: string;
  /** SERVICE_LOCATION. */
  readonly location: string;
  readonly pid: number;
  /** Of the server's host; 4 hex digits are taken from an IPv4 address's end. */
  readonly host: string;
  readonly port: number;
}

/** Makes sids, each unique within the process for 65,536 in the same millisecond. */
export function createSids(parts: SidParts, now: () => number): () => string {
  let counter = 0;
  const hex = (value: number, digits: number): string =>
    value.toString(16).padStart(digits, '0').slice(-digits);
  const pid = hex(parts.pid & 0xffff, 4);
  const tail = `${hostDigits(parts.host)}${String(parts.port).padStart(2, '0').slice(0, 2)}2`;
  return () => {
    counter = (counter + 1) & 0xffff;
    return `${parts.sub}${pid}${hex(counter, 4)}@${parts.location}${hex(now(), 11)}${tail}`;
  };
}

function hostDigits(host: string): string {
  const [, third, fourth] = /^\d+\.\d+\.(\d+)\.(\d+)$/.exec(host) ?? [];
  if (third === undefined || fourth === undefined) return '0000';
  return [third, fourth].map((part) => (Number(part) & 0xff).toString(16).padStart(2, '0')).join('');
}
