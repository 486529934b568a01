import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import { openSqliteStore } from '../adapters/store-sqlite/sqlite-store.ts';
import type { Store } from '../ports/store.ts';
import { createTokens, type Tokens } from './tokens.ts';

let store: Store;
let clock: VirtualClock;
let count = 0;
const ids = { next: (prefix: string) => `${prefix}_${count++}`, random: () => 0.5 };
const make = async (): Promise<Tokens> =>
  createTokens({
    store,
    clock,
    ids,
    secret: Buffer.from('the secret'),
    given: [{ name: 'cli', role: 'admin', token: 'given-token' }],
  });

beforeEach(() => {
  store = openSqliteStore({ path: ':memory:' });
  clock = createVirtualClock();
});
afterEach(() => store.close());

describe('tokens', () => {
  it('are known after a restart, by the same secret, and never stored themselves', async () => {
    const { token, secret } = await (await make()).create({ name: 'agent', role: 'operator' });
    expect(await (await make()).verify(secret)).toEqual({
      tokenId: token.id,
      name: 'agent',
      role: 'operator',
    });
    expect(JSON.stringify(await store.history.tokens())).not.toContain(secret);
    const other = createTokens({ store, clock, ids, secret: Buffer.from('another secret'), given: [] });
    expect(await other.verify(secret)).toBeNull();
  });

  it('that are given need no store', async () => {
    const tokens = await make();
    const before = store.statements();
    expect(await tokens.verify('given-token')).toMatchObject({ name: 'cli', role: 'admin' });
    expect(store.statements()).toBe(before);
  });

  it('revoked by another server stop working within 30 s', async () => {
    const [here, there] = [await make(), await make()];
    const { token, secret } = await here.create({ name: 'a', role: 'viewer' });
    expect(await here.verify(secret)).not.toBeNull();
    await there.revoke(token.id);
    await clock.advance(31_000);
    expect(await here.verify(secret)).toBeNull();
    expect((await there.revoke(token.id)).revokedAt).not.toBeNull();
  });

  it('made by another server work within a second', async () => {
    const [here, there] = [await make(), await make()];
    await here.verify('unknown');
    const { secret } = await there.create({ name: 'a', role: 'viewer' });
    await clock.advance(1001);
    expect(await here.verify(secret)).toMatchObject({ name: 'a' });
  });

  it('that are unknown make the store be read once a second at most', async () => {
    const tokens = await make();
    await tokens.verify('guess');
    const before = store.statements();
    for (let i = 0; i < 100; i++) expect(await tokens.verify(`guess ${i}`)).toBeNull();
    expect(store.statements()).toBe(before);
  });

  it('revoked while the store is being read stay revoked', async () => {
    const tokens = await make();
    const { token, secret } = await tokens.create({ name: 'a', role: 'viewer' });
    await clock.advance(31_000);
    const read = store.history.tokens.bind(store.history);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    Object.assign(store.history, {
      tokens: async () => {
        const records = await read();
        await held;
        return records;
      },
    });
    const verifying = tokens.verify(secret);
    Object.assign(store.history, { tokens: read });
    await tokens.revoke(token.id);
    release();
    expect(await verifying).toBeNull();
    expect(await tokens.verify(secret)).toBeNull();
  });
});
