import { describe, expect, it } from 'vitest';
import { describeFaults } from './describe-faults.ts';
import { FaultSink } from './fault.ts';
import { readManifest } from './read-manifest.ts';

const flow = { kind: 'command', name: 'a', command: ['true'] };

function read(raw: unknown) {
  const sink = new FaultSink();
  const manifest = readManifest(raw, 'c.json', { folder: '/none', absent: 'fault' }, sink);
  const words = (faults: FaultSink['faults']): string[] =>
    faults.length === 0
      ? []
      : describeFaults(faults, 'en')
          .split('\n')
          .map((line) => line.replace(/^\d+\. c\.json /, ''));
  return { manifest, faults: words(sink.faults), warnings: words(sink.warnings) };
}

const ofFlow = (options: object): string[] => read({ flows: [{ ...flow, ...options }] }).faults;

describe('faults of a flow', () => {
  it.each<[options: object, fault: string]>([
    [{ tiemout: '1m' }, 'flows[0] (a).tiemout: unknown option; did you mean "timeout"?'],
    [{ entry: 'x.py' }, 'flows[0] (a).entry: unknown option'],
    [{ browser: true }, 'flows[0] (a).browser: is not offered by this version'],
    [
      { kind: 'comand' },
      'flows[0] (a).kind: must be one of: script, command, flow, engine; did you mean "command"?',
    ],
    [{ kind: undefined }, 'flows[0] (a).kind: is missing: one of script, command, flow, engine'],
    [
      { kind: undefined, command: undefined },
      'flows[0] (a).kind: is missing: one of script, command, flow, engine',
    ],
    [
      { name: 'a b' },
      'flows[0] (a b).name: must be a name such as sync_order (a letter first, then letters, digits or _ . -, at most 64)',
    ],
    [{ name: undefined }, 'flows[0].name: is missing'],
    [{ title: 3 }, 'flows[0] (a).title: must be text, but is 3'],
    [
      { timeout: '5 minutes' },
      'flows[0] (a).timeout: must be a number of seconds or a time such as "30s", "10m", "1h", "2d"',
    ],
    [{ timeout: 0 }, 'flows[0] (a).timeout: must be from 1ms to 400d'],
    [{ expires: '401d' }, 'flows[0] (a).expires: must be from 1ms to 400d'],
    [{ retry: 3 }, 'flows[0] (a).retry: must be an object, but is 3'],
    [
      { retry: { delays: ['1x'] } },
      'flows[0] (a).retry.delays[0]: must be a number of seconds or a time such as "30s", "10m", "1h", "2d"',
    ],
    [
      { retry: { delays: [1], base: 2 } },
      'flows[0] (a).retry.delays: give either delays, or base, factor and cap',
    ],
    [{ retry: { base: 60, cap: 30 } }, 'flows[0] (a).retry.cap: must not be below base'],
    [{ retry: { base: 60, factor: 0.5 } }, 'flows[0] (a).retry.factor: must be a number from 1 to 1000'],
    [{ match: {} }, 'flows[0] (a).match: must not be empty'],
    [
      { match: { platform: 'PDD' } },
      'flows[0] (a).match.platform: must be a short lower-case word such as pdd',
    ],
    [
      { match: { task_type: 'x', platform: '*' } },
      'flows[0] (a).match.task_type: unknown option; did you mean "taskType"?',
    ],
    [
      { params: { type: 'strin' } },
      'flows[0] (a).params.type: is not a valid JSON Schema: must be a list, or: must be one of: "array", "boolean", "integer", "null", "number", "object", "string" (given: "strin"); did you mean "string"?',
    ],
    [
      { params: { properties: { 'a b': { minLength: 'x' } } } },
      'flows[0] (a).params.properties["a b"].minLength: is not a valid JSON Schema: must be a whole number (given: "x")',
    ],
    [
      { params: { $ref: '#/none' } },
      "flows[0] (a).params: is not a valid JSON Schema: can't resolve reference #/none from id #",
    ],
    [{ params: { type: 'string' } }, 'flows[0] (a).params: must describe an object'],
    [{ limits: ['shp'] }, 'flows[0] (a).limits[0]: must be one of: shop; did you mean "shop"?'],
    [{ tags: ['a b'] }, 'flows[0] (a).tags[0]: must be 1 to 64 letters, digits or _ . : = -'],
    [{ tags: 'a' }, 'flows[0] (a).tags: must be a list, but is "a"'],
    [{ manualMinutes: -1 }, 'flows[0] (a).manualMinutes: must be a number from 0 to 100000'],
    [
      { dedupe: '{shop_id}:{task_id}' },
      'flows[0] (a).dedupe: unknown name {task_id} in "{shop_id}:{task_id}" (known: {shop_id} {platform} {task_type} {param.NAME})',
    ],
    [
      { dedupe: '{shopid}' },
      'flows[0] (a).dedupe: unknown name {shopid} in "{shopid}"; did you mean "shop_id"?',
    ],
    [{ command: [] }, 'flows[0] (a).command: must not be empty'],
    [{ command: [''] }, 'flows[0] (a).command[0]: must not be empty'],
    [{ command: 'ls -l' }, 'flows[0] (a).command: must be a list, but is "ls -l"'],
    [{ command: undefined }, 'flows[0] (a).command: is missing'],
    [{ command: ['x', 5] }, 'flows[0] (a).command[1]: must be text, but is 5'],
    [{ command: ['x', 'a\0b'] }, 'flows[0] (a).command[1]: must not hold a NUL character'],
    [
      { command: ['{param.program}'] },
      'flows[0] (a).command[0]: must not depend on the run: a message could then choose the program',
    ],
    [{ cwd: 'nowhere' }, 'flows[0] (a).cwd: no such folder: /none/nowhere'],
    [{ encoding: 'gkb' }, 'flows[0] (a).encoding: unknown encoding; did you mean "gbk"?'],
    [{ env: { 'A-B': 'x' } }, 'flows[0] (a).env["A-B"]: is not a name for an environment variable'],
    [{ env: { DROVER_RUN_ID: 'x' } }, 'flows[0] (a).env.DROVER_RUN_ID: is set by the node itself'],
    [{ env: { A: [] } }, 'flows[0] (a).env.A: must be text, but is []'],
  ])('%j', (options, fault) => {
    expect(ofFlow(options)).toEqual([fault]);
  });

  it('are all listed, the one without a kind too', () => {
    expect(read({ flows: [{ name: 'a', entry: 'x.py', retry: { max: -1 } }, 7] }).faults).toEqual([
      'flows[0] (a).kind: is missing: one of script, command, flow, engine',
      'flows[0] (a).retry.max: must be a whole number from 0 to 100',
      'flows[0] (a).entry: no such file: /none/x.py',
      'flows[1]: must be an object, but is 7',
    ]);
  });

  it('include a match that an earlier flow takes whole', () => {
    const matching = (name: string, platform: string, taskType: string) => ({
      ...flow,
      name,
      match: { platform, taskType },
    });
    expect(
      read({
        flows: [
          matching('a', 'pdd', '*'),
          matching('b', 'pdd', 'x'),
          matching('c', '*', 'x'),
          matching('d', 'jd', 'x'),
        ],
      }).faults,
    ).toEqual([
      'flows[1] (b).match: can never be reached: c.json flows[0] (a) comes first and takes all that it would match',
      'flows[3] (d).match: can never be reached: c.json flows[2] (c) comes first and takes all that it would match',
    ]);
  });

  it('include a pool that is not declared where pools are', () => {
    const flows = [{ ...flow, pool: 'order' }];
    expect(read({ flows }).faults).toEqual([]);
    expect(read({ flows, pools: { orders: {} } }).faults).toEqual([
      'flows[0] (a).pool: no such pool in `pools`; did you mean "orders"?',
    ]);
    expect(read({ flows: [flow], pools: { orders: {} }, node: { pools: ['default', 'x'] } }).faults).toEqual([
      'node.pools[1]: no such pool in `pools`',
    ]);
  });
});

describe('doubts about a flow', () => {
  it('name a parameter that the schema does not list', () => {
    const params = { type: 'object', properties: { date: { type: 'string' } } };
    expect(
      read({ flows: [{ ...flow, params, command: ['x', '{param.dat}', '{param.date}'] }] }).warnings,
    ).toEqual([
      'flows[0] (a): {param.dat} is not among the properties of `params`; did you mean "param.date"?',
    ]);
  });

  it('name a keyword that JSON Schema does not know', () => {
    expect(read({ flows: [{ ...flow, params: { type: 'object', requird: [] } }] }).warnings).toEqual([
      'flows[0] (a).params: has the keyword "requird", which is not known and is ignored; did you mean "required"?',
    ]);
  });
});

describe('the rest of a file', () => {
  it.each<[raw: object, faults: string[]]>([
    [{ flow: [] }, ['flow: unknown option; did you mean "flows"?']],
    [{ notifications: [] }, ['notifications: is not offered by this version']],
    [{ flows: {} }, ['flows: must be a list, but is {}']],
    [
      {
        limits: {
          'shop:*': -1,
          'platform:pdd': 1.5,
          'platform:jd': '3',
          'platform:*': null,
          'shop:pdd:*': 2,
          'flow:*': 9,
        },
      },
      [
        'limits["shop:*"]: must be a whole number from 0 to 1000000',
        'limits["platform:pdd"]: must be a whole number from 0 to 1000000',
        'limits["platform:jd"]: must be a whole number from 0 to 1000000',
        'limits["platform:*"]: is missing',
      ],
    ],
    [
      {
        shops: [
          { platform: 'pdd', id: 1 },
          { platform: 'pdd', id: '1' },
          { platform: 'Pdd', id: 'a b' },
          { id: 2 ** 53 },
        ],
      },
      [
        'shops[1]: this shop is already at c.json shops[0]',
        'shops[2].platform: must be a short lower-case word such as pdd',
        'shops[2].id: must be 1 to 64 letters, digits or _ . @ -, and not "." or ".."',
        'shops[3].platform: is missing',
        'shops[3].id: is too long for a number: put it in quotes',
      ],
    ],
    [
      { shops: [{ platform: 'pdd', id: '1', enabled: 'yes', settings: [], nmae: 'x' }] },
      [
        'shops[0].nmae: unknown option; did you mean "name"?',
        'shops[0].enabled: must be true or false',
        'shops[0].settings: must be an object, but is []',
      ],
    ],
    [
      { pools: { 'a b': {}, c: { titel: 'x' } } },
      [
        'pools["a b"]: must be 1 to 64 letters, digits or _ . -',
        'pools.c.titel: unknown option; did you mean "title"?',
      ],
    ],
    [
      { node: { slots: 1.5, browsers: {} } },
      ['node.browsers: is not offered by this version', 'node.slots: must be a whole number from 0 to 10000'],
    ],
  ])('%j', (raw, faults) => {
    expect(read(raw).faults).toEqual(faults);
  });

  it.each([
    ['shops:*', 'shop:*'],
    ['shop', undefined],
    ['shop:PDD:1', undefined],
    ['shop:pdd', undefined],
    ['plattform:pdd', 'platform:pdd'],
    ['platform:PDD', undefined],
    ['flow:a b', undefined],
    ['tasks:x', undefined],
    ['shop:pdd:1:2', undefined],
  ])('a limit for %s fits nothing', (pattern, suggestion) => {
    const sink = new FaultSink();
    readManifest({ limits: { [pattern]: 1 } }, 'c.json', { folder: '/none', absent: 'fault' }, sink);
    expect(sink.faults.map(({ code, suggestion }) => [code, suggestion])).toEqual([
      ['limit_pattern', suggestion],
    ]);
  });

  it('a limit of a flow must name one', () => {
    expect(
      read({ flows: [flow, { ...flow, name: 'sync' }], limits: { 'flow:snyc': 1, 'flow:sync': 2 } }).faults,
    ).toEqual(['limits["flow:snyc"]: no such flow; did you mean "flow:sync"?']);
  });

  it('half of a character is none anywhere, and the names of shops have no control characters', () => {
    const params = { note: ['x\ud800'] };
    expect(
      read({ flows: [flow], schedules: [{ name: 's', flow: 'a', every: '1h', params }] }).faults,
    ).toEqual([
      'schedules[0] (s).params.note[0]: has half of a character (an escape from \\ud800 to \\udfff without its other half): write the whole one, or leave it out',
    ]);
    const shop = { platform: 'pdd', id: '1', name: 'x\u0007', owner: 'a\nb' };
    expect(read({ shops: [shop] }).faults).toEqual([
      'shops[0].name: must have no control characters (line breaks, tabs, NUL)',
      'shops[0].owner: must have no control characters (line breaks, tabs, NUL)',
    ]);
    const settings: Record<string, unknown> = { emoji: '🐑' };
    settings['itself'] = settings;
    expect(read({ shops: [{ platform: 'pdd', id: '1', settings }] }).faults).toEqual([]);
  });

  it('says it in Chinese too', () => {
    const sink = new FaultSink();
    readManifest(
      { flows: [{ ...flow, retry: { mx: 1, max: 200 } }] },
      'c.json',
      { folder: '/none', absent: 'fault' },
      sink,
    );
    expect(describeFaults(sink.faults, 'zh')).toBe(
      '1. c.json flows[0] (a).retry.mx：未知的选项；是不是“max”？\n2. c.json flows[0] (a).retry.max：必须是 0 到 100 之间的整数',
    );
  });
});
