/**
 * How long it takes until a person can work with a page that the browser has never seen: from the address's being asked
 * for until its main controls have been pressed and have answered on the screen.
 */
import type { Browser, Page } from 'playwright-core';
import { controlTimer } from '../../support/control-timer.ts';

/** Interactive within this, ms; the short form tells of what stands still, on a machine that others use. */
const limits = { long: 1_500, short: 3_000 };

interface Place {
  readonly name: string;
  readonly path: string;
  readonly signedIn: boolean;
  /** Resolves when what it shows is there and answers. */
  use(page: Page): Promise<void>;
}

const places: readonly Place[] = [
  {
    name: 'sign-in',
    path: '/sign-in',
    signedIn: false,
    use: async (page) => {
      await page.getByRole('button', { name: '登录', exact: true }).click();
      await page.getByText('先填写令牌。').waitFor();
    },
  },
  {
    name: 'overview',
    path: '/',
    signedIn: true,
    use: async (page) => {
      await page.getByRole('region', { name: '现在' }).waitFor();
      await page.getByRole('button', { name: '设置与账号' }).click();
      await page.getByRole('button', { name: '退出登录' }).waitFor();
    },
  },
];

export interface ServerToUse {
  readonly url: string;
  readonly token: string;
}

async function msToUse(browser: Browser, { url, token }: ServerToUse, place: Place): Promise<number> {
  // A profile of its own: nothing is cached.
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    baseURL: url,
    locale: 'zh-CN',
  });
  try {
    if (place.signedIn)
      await context.request.post('/api/session', {
        data: { token },
        headers: { 'x-drover-client': 'ui' },
      });
    const page = await context.newPage();
    const askedAt = performance.now();
    await page.goto(place.path, { waitUntil: 'commit' });
    await place.use(page);
    return performance.now() - askedAt;
  } finally {
    await context.close();
  }
}

/** The median of some tries, of each page; judged with how late a plain timer was meanwhile. */
export async function firstUse(
  browser: Browser,
  server: ServerToUse,
  short: boolean,
): Promise<{ readonly ok: boolean; readonly line: string }> {
  const limitMs = short ? limits.short : limits.long;
  const tries = short ? 3 : 5;
  using control = controlTimer();
  const medians: { readonly name: string; readonly ms: number }[] = [];
  for (const place of places) {
    const taken: number[] = [];
    for (let n = 0; n < tries; n++) taken.push(await msToUse(browser, server, place));
    medians.push({ name: place.name, ms: taken.sort((a, b) => a - b)[Math.floor(tries / 2)] ?? 0 });
  }
  const lateMs = control.worstMs();
  const told = medians.map(({ name, ms }) => `${name} ${ms.toFixed(0)} ms`).join(', ');
  return {
    ok: medians.every(({ ms }) => ms < limitMs + lateMs),
    line: `opened with nothing cached, until a control has answered, median of ${tries}: ${told} (allowed: ${limitMs} ms; control timer: ${lateMs.toFixed(0)} ms late at worst)`,
  };
}
