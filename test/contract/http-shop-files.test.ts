import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Shop, shopPageSchema } from '../../src/contract/shop.ts';
import { type ShopImportFault, shopImportResponseSchema } from '../../src/contract/shop-import.ts';
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({
    shops: [
      {
        platform: 'pdd',
        id: '1001',
        name: 'Old',
        tags: ['a'],
        owner: 'Li',
        enabled: false,
        settings: { vip: true },
      },
    ],
  });
});
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

const send = (file: string | Uint8Array, type = 'text/csv', query = ''): Promise<Answer> =>
  server.call('POST', `/api/shops/import${query}`, file, { headers: { 'content-type': type } });
const shops = async (): Promise<Shop[]> => {
  const found: Shop[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Answer = await server.call(
      'GET',
      `/api/shops?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    const { items, nextCursor } = shopPageSchema.parse(page.body);
    found.push(...items);
    cursor = nextCursor;
  }
  return found;
};

/** 500 lines of which 20 are faulty, in as many ways as there are. */
function fiveHundred(): { readonly file: string; readonly faulty: readonly number[] } {
  const bad = [
    'PDD,x1,Upper case,,,',
    ',x2,No platform,,,',
    'pdd,,No id,,,',
    'pdd,a b,Space in id,,,',
    'pdd,1.02E+15,Rounded,,,',
    'pdd,x3,Bad switch,,,maybe',
    'pdd,x4,Bad tag,a b;c,,',
    'pdd,x5,"never closed,,,',
    'pdd,x6,"quoted"text,,,',
    'pdd,x7,te"xt,,,',
    'pdd,x8,Too,many,cells,true,here',
    'pdd,200000,Same as another,,,',
    `pdd,${'9'.repeat(65)},Long id,,,`,
    `pdd,x9,${'n'.repeat(201)},,,`,
    `pdd,x10,,,${'o'.repeat(201)},`,
    'pdd!,x11,Bad platform,,,',
    'pdd,x12,,,,2',
    'pdd,x/13,Slash,,,',
    'pdd,=1+1,Formula as id,,,',
    `pdd,x14,,${Array.from({ length: 65 }, (_, n) => `t${n}`).join(';')},,`,
  ];
  const lines = ['platform,id,name,tags,owner,enabled'];
  const faulty: number[] = [];
  for (let n = 0; n < 500; n++) {
    if (n % 25 === 10) {
      lines.push(bad.shift() ?? '');
      faulty.push(lines.length);
    } else
      lines.push(
        `${n % 2 === 0 ? 'pdd' : 'temu'},${200_000 + n},店铺 ${n},vip;区域:${n % 7},王${n},${n % 3 === 0 ? '是' : 'false'}`,
      );
  }
  expect(bad).toEqual([]);
  return { file: lines.join('\r\n'), faulty };
}

describe('a file of shops', () => {
  it('of 500 lines, 20 of them faulty: 480 are in, 20 reported with line and reason', async () => {
    const { file, faulty } = fiveHundred();
    const dry = shopImportResponseSchema.parse((await send(file, 'text/csv', '?dryRun=true')).body);
    expect(dry).toMatchObject({ dryRun: true, created: 480, faulty: 20 });
    expect(await shops()).toHaveLength(1);
    const answer = await send(file);
    expect(answer.status).toBe(200);
    const done = shopImportResponseSchema.parse(answer.body);
    expect(done).toMatchObject({ dryRun: false, created: 480, updated: 0, unchanged: 0, faulty: 20 });
    expect(done.faults.map((fault: ShopImportFault) => fault.line)).toEqual(faulty);
    expect(done.faults).toEqual(dry.faults);
    for (const { reason, words } of done.faults) {
      expect(reason).toMatch(/^[a-z"].{5,}/);
      expect(words?.en).toBe(reason);
      expect(words?.zh).toMatch(/\p{Script=Han}/u);
    }
    expect(await shops()).toHaveLength(481);
    expect((await server.call('GET', '/api/shops/temu/200005')).body.shop).toMatchObject({
      name: '店铺 5',
      tags: ['vip', '区域:5'],
      owner: '王5',
      enabled: false,
      origin: 'import',
    });
    expect((await send(file)).body).toMatchObject({ created: 0, unchanged: 480 });
  });

  it('is all or nothing: when the store fails, no line of it is in', async () => {
    const { file } = fiveHundred();
    let stored = 0;
    const { store } = server;
    const write = store.write.bind(store);
    Object.assign(store, {
      write: <T>(command: Parameters<typeof write<T>>[0]) =>
        write<T>((tx) =>
          command(
            new Proxy(tx, {
              get: (target, name) => {
                if (name === 'putShop' && ++stored > 300)
                  throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
                const value: unknown = Reflect.get(target, name, target);
                return typeof value === 'function'
                  ? (...args: unknown[]): unknown => Reflect.apply(value, target, args)
                  : value;
              },
            }),
          ),
        ),
    });
    expect((await send(file)).status).toBe(503);
    Object.assign(store, { write });
    expect(stored).toBeGreaterThan(300);
    expect(await shops()).toHaveLength(1);
  });

  it('changes only the columns that it has; empty cells empty, an empty switch changes nothing', async () => {
    await send('id,platform,name\n1001,pdd,New');
    const known = async () => (await server.call('GET', '/api/shops/pdd/1001')).body.shop;
    expect(await known()).toMatchObject({
      name: 'New',
      tags: ['a'],
      owner: 'Li',
      enabled: false,
      settings: { vip: true },
      origin: 'file',
    });
    const answer = await send('platform,id,name,tags,owner,enabled\npdd,1001,,,,');
    expect(answer.body).toMatchObject({ updated: 1 });
    expect(await known()).toMatchObject({ name: null, tags: [], owner: null, enabled: false });
  });

  it('refuses a line with fewer cells than columns, which would empty what it does not name', async () => {
    const header = 'platform,id,name,tags,owner,enabled';
    const answer = await send(`${header}\npdd,1001,New\npdd,1002,B,,,`);
    expect(answer.body).toMatchObject({ created: 1, updated: 0, faulty: 1 });
    expect(answer.body.faults[0]).toMatchObject({
      line: 2,
      column: null,
      words: {
        en: expect.stringContaining('3 cells') as string,
        zh: expect.stringContaining('3 个单元格') as string,
      },
    });
    expect((await server.call('GET', '/api/shops/pdd/1001')).body.shop).toMatchObject({
      name: 'Old',
      tags: ['a'],
      owner: 'Li',
    });
    // Columns without a name hold nothing that could be missing.
    expect((await send('platform,id,name,,\npdd,1001,New')).body).toMatchObject({ updated: 1, faulty: 0 });
  });

  it('may be in GBK where that is declared; undeclared it is refused, and how to declare it is said', async () => {
    // 平台 pdd，店铺名「天猫」 in GBK.
    const gbk = Buffer.concat([
      Buffer.from('platform,id,name\npdd,7,'),
      Buffer.from([0xcc, 0xec, 0xc3, 0xa8]),
    ]);
    const refused = await send(gbk);
    expect(refused).toMatchObject({ status: 422, body: { code: 'bad_csv' } });
    expect(refused.body.detail).toContain('charset=gbk');
    expect((await send(gbk, 'text/csv; charset=GBK')).body).toMatchObject({ created: 1 });
    expect((await server.call('GET', '/api/shops/pdd/7')).body.shop.name).toBe('天猫');
    expect((await send('platform,id\npdd,8', 'text/csv; charset=latin7')).body.code).toBe('bad_csv');
    expect((await send('\u{feff}platform,id\npdd,9')).body).toMatchObject({ created: 1 });
  });

  it('needs a header that names its columns, and a media type that says what it is', async () => {
    for (const file of ['', 'pdd,1001', 'platform,name\npdd,x', 'platform,id,id\n', 'platform,"id'])
      expect([file, (await send(file)).body.code]).toEqual([file, 'bad_csv']);
    expect((await send('platform,id,nmae\n')).body).toMatchObject({ code: 'bad_csv', didYouMean: 'name' });
    expect((await send('id\n5', 'text/csv', '?platform=jd')).body).toMatchObject({ created: 1 });
    expect((await send('{}', 'application/json')).body.code).toBe('unsupported_media_type');
    expect((await send('x', 'text/plain')).status).toBe(415);
    expect(
      (await server.call('POST', '/api/runs', 'platform,id', { headers: { 'content-type': 'text/csv' } }))
        .status,
    ).toBe(415);
    expect((await send(`platform,id\n${'pdd,1\n'.repeat(20_001)}`)).body.code).toBe('bad_csv');
  });

  it('takes no control characters in a name or an owner, neither from a file nor one by one', async () => {
    const { body } = await send('platform,id,name,owner\npdd,7,x\0y,\npdd,8,,"a\nb"\npdd,9,ok,ok');
    expect(body).toMatchObject({ created: 1, faulty: 2 });
    expect(shopImportResponseSchema.parse(body).faults).toMatchObject([
      { line: 2, column: 'name', reason: 'must have no control characters (line breaks, tabs, NUL)' },
      { line: 3, column: 'owner', words: { zh: '不能含有换行、制表符等控制字符' } },
    ]);
    const answer = await server.call('PUT', '/api/shops/pdd/7', { name: 'x\0y' });
    expect([answer.status, answer.body.faults]).toMatchObject([400, [{ path: '/name' }]]);
  });

  it('comes out as it goes in, with nothing that a spreadsheet would calculate', async () => {
    const names = ['=1+1', '@SUM(A1)', '-2', "'=x", 'a,"b"', '+86', 'plain'];
    for (const [n, name] of names.entries())
      await server.call('PUT', `/api/shops/pdd/${n}`, { name, tags: ['x', 'y'] });
    const answer = await server.call('GET', '/api/shops/export?tag=x');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('shops.csv');
    const lines = answer.text.split('\r\n');
    expect(lines).toHaveLength(names.length + 2);
    for (const line of lines) for (const cell of line.split(',')) expect(cell).not.toMatch(/^"?[=+@-]/);
    expect((await send(answer.text)).body).toEqual({
      dryRun: false,
      created: 0,
      updated: 0,
      unchanged: names.length,
      faulty: 0,
      faults: [],
    });
    expect((await server.call('GET', '/api/shops/export?limit=1')).body.code).toBe('unknown_filter');
  });
});
