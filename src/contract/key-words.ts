/** A requirement class's key: pool, flow, tags. */
const classKey = /^pool:([^:]*):([^:]+):(.*)$/;

/**
 * A key as people read it: `pool:default:orders:` → `orders`, `pool:desktop:orders:vip+win` → `orders (desktop, vip, win)`;
 * any other as it is.
 */
export function plainKey(key: string): string {
  const [, pool = '', flow, tags = ''] = classKey.exec(key) ?? [];
  if (flow === undefined) return key;
  const more = [pool === 'default' ? '' : pool, ...tags.split('+')].filter((one) => one !== '');
  return more.length === 0 ? flow : `${flow} (${more.join(', ')})`;
}
