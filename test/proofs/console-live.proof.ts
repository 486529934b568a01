import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { Proof } from '../../scripts/prove/proof.ts';
import { buildConsole, consoleIsBuilt } from '../../scripts/web/build-console.ts';
import { openBrowser } from '../support/browser.ts';
import { firstUse } from './console-live/first-use.ts';
import type { HerdAnswer, HerdRequest } from './console-live/herd.process.ts';
import { type Tasks, tasksDuring } from './console-live/main-thread.ts';

const program = fileURLToPath(new URL('./console-live/herd.process.ts', import.meta.url));
/** What a page that has just come does besides what is looked at is over by then, ms. */
const settleMs = 1_000;
/** Updates of an hour: a herd of 200 shops at its busiest. */
const hourOfUpdates = 72_000;
/** The short form has too few updates to tell growth from what a page holds by chance. */
const allowedGrowth = { long: 1.2, short: 1.5 };

type Ready = Extract<HerdAnswer, { is: 'ready' }>;
interface Line {
  readonly ok: boolean;
  readonly line: string;
}

class Herd {
  readonly #child: ChildProcess;
  readonly ready: Ready;

  constructor(child: ChildProcess, ready: Ready) {
    this.#child = child;
    this.ready = ready;
  }

  static async start(history: number): Promise<Herd> {
    const child = fork(program, [String(history)]);
    // Its first message says that it is ready.
    const [ready] = (await once(child, 'message')) as [Ready];
    return new Herd(child, ready);
  }

  async ask(request: HerdRequest): Promise<HerdAnswer> {
    this.#child.send(request);
    // It answers each request with one message.
    const [answer] = (await once(this.#child, 'message')) as [HerdAnswer];
    return answer;
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}

interface World {
  readonly herd: Herd;
  readonly browser: Browser;
  readonly page: Page;
  /** A task of this much processor time of its thread is felt, ms. */
  readonly longMs: number;
}

const told = ({ count, longest, long }: Tasks, { longMs }: World): string =>
  `${count} tasks, the longest ${longest.toFixed(0)} ms of processor time, ${long} over ${longMs} ms`;

/** Scrolls up and down through the list of runs until `stop` resolves. */
async function scroll(page: Page, stop: Promise<unknown>): Promise<void> {
  let stopped = false;
  void stop.then(() => {
    stopped = true;
  });
  await page.mouse.move(700, 600);
  for (let n = 0; !stopped; n++) {
    await page.mouse.wheel(0, n % 80 < 60 ? 240 : -700);
    await pause(40);
  }
}

async function scrolling(world: World, seconds: number): Promise<Line> {
  const { herd, page, longMs } = world;
  await page.goto('/runs');
  await page.waitForSelector('[data-row]');
  await pause(settleMs);
  const perSecond = 100;
  const tasks = await tasksDuring(world, longMs, () =>
    scroll(page, herd.ask({ do: 'update', perSecond, count: perSecond * seconds })),
  );
  return {
    ok: tasks.long === 0 && tasks.count > 0,
    line: `scrolling through the runs for ${seconds} s with ${perSecond} live updates/s: ${told(tasks, world)}`,
  };
}

/** Bytes that scripts of the page hold, once what nobody needs is gone. */
async function heldBytes(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize;
}

async function memory({ herd, page }: World, short: boolean): Promise<Line> {
  const [part, perSecond, growth] = short ? [60, 300, allowedGrowth.short] : [1, 400, allowedGrowth.long];
  const places = ['/runs', '/'];
  const count = Math.round(hourOfUpdates / part / places.length);
  const lines: string[] = [];
  let ok = true;
  for (const place of places) {
    await page.goto(place);
    await page.waitForSelector('#page h1, #page h2');
    // At the top with no pointer in it, the list takes new runs by itself.
    await page.mouse.move(4, 4);
    // What a page needs at all is there after its first tenth.
    await herd.ask({ do: 'update', perSecond, count: Math.round(count / 10) });
    const before = await heldBytes(page);
    await herd.ask({ do: 'update', perSecond, count });
    await pause(2_500);
    const after = await heldBytes(page);
    ok &&= after <= before * growth;
    const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
    lines.push(`${place} ${mebibytes(before)} → ${mebibytes(after)} MiB`);
  }
  return {
    ok,
    line: `${count * places.length} updates at ${perSecond}/s: memory of scripts ${lines.join(', ')}`,
  };
}

async function longLog(world: World, lines: number): Promise<Line> {
  const { herd, page, longMs } = world;
  const made = await herd.ask({ do: 'log', lines });
  if (made.is !== 'log') throw new Error('the herd made no log');
  const line = (number: number) => page.locator(`[data-line="${number}"]`);
  const middle = Math.round(lines / 2);
  const row = page.locator(`[data-row="${made.run}"] a`);
  // A page's own start is another matter: `firstUse`.
  await page.goto('/runs');
  await row.waitFor();
  await pause(settleMs);
  const opened = await tasksDuring(world, longMs, async () => {
    await row.click();
    await line(lines).waitFor();
    // Its end is followed.
    await herd.ask({ do: 'say', run: made.run, text: 'one more' });
    await line(lines + 1).waitFor();
  });
  await page.goto(`/runs/${made.run}?attempt=1&line=${middle}`);
  await line(middle).waitFor();
  await pause(settleMs);
  const read = await tasksDuring(world, longMs, async () => {
    await line(middle).hover();
    for (let n = 0; n < 40; n++) {
      await page.mouse.wheel(0, n < 25 ? 3_000 : -4_000);
      await pause(30);
    }
    const box = page.getByRole('region', { name: '日志' }).getByRole('searchbox');
    await box.fill(`order ${lines - 3}:`);
    await box.press('Enter');
    await line(lines - 3).waitFor();
  });
  const drawn = await page.locator('[data-line]').count();
  return {
    ok: [opened, read].every((tasks) => tasks.long === 0 && tasks.count > 0) && drawn < 200,
    line: `a log of ${lines.toLocaleString('en')} lines, opened from the list and followed: ${told(opened, world)}; gone through and searched: ${told(read, world)}; ${drawn} lines drawn`,
  };
}

/** The console under load, in a real browser: no task that a person would feel, no memory that grows. */
export const proof: Proof = {
  name: 'console-live',
  measures: 'time',
  run: async (short) => {
    if (!consoleIsBuilt()) buildConsole();
    const herd = await Herd.start(short ? 2_000 : 200_000);
    const browser = await openBrowser();
    try {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        baseURL: herd.ready.url,
        locale: 'zh-CN',
      });
      const signedIn = await context.request.post('/api/session', {
        data: { token: herd.ready.token },
        headers: { 'x-drover-client': 'ui' },
      });
      if (!signedIn.ok()) throw new Error(`could not sign in: ${await signedIn.text()}`);
      // The short form tells of what stands still: processor time, too, grows on a machine that others use.
      const world = { herd, browser, page: await context.newPage(), longMs: short ? 400 : 50 };
      const parts = [
        await firstUse(browser, herd.ready, short),
        await scrolling(world, short ? 3 : 30),
        await memory(world, short),
        await longLog(world, short ? 50_000 : 1_000_000),
      ];
      return { ok: parts.every(({ ok }) => ok), lines: parts.map(({ line }) => line) };
    } finally {
      await browser.close();
      await herd.stop();
    }
  },
};
