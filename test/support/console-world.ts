/**
 * The console as people have it: the example herd served by `drover up` from a folder of its own, and a browser. Nothing of
 * it lives when `close` is over.
 */
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Client, createClient } from '../../src/client/client.ts';
import { openBrowser } from './browser.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';
import { UpPlace, type UpProcess } from './up-process.ts';

/** Starts take seconds; on a machine that others use too, far longer. */
const upMs = 150_000;
export const adminToken = 'administrator-of-a-test-0123456789';

export interface PageLook {
  readonly width?: number;
  readonly height?: number;
  readonly language?: 'zh' | 'en';
  /** In place of a choice: the browser's own language, of who has chosen none. */
  readonly locale?: string;
  readonly theme?: 'light' | 'dark' | 'system';
  /** Nobody is signed in. Default: the administrator is. */
  readonly signedOut?: boolean;
}

/** A page, and what went wrong in it. */
export interface ConsolePage {
  readonly page: Page;
  /** Errors of scripts and breaches of the content policy. */
  readonly faults: string[];
}

interface WorldOptions {
  /** Path of a configuration file in place of the example herd. */
  readonly config?: string | null;
}

export class ConsoleWorld {
  readonly place: UpPlace;
  readonly browser: Browser;
  readonly sitePort: number;
  readonly api: Client;
  readonly #config: string | null;
  readonly #opened: (ConsolePage & { readonly answers: string[] })[] = [];
  #publicUrl: string;
  #up: UpProcess;

  private constructor(place: UpPlace, sitePort: number, browser: Browser, options: WorldOptions) {
    this.#config = options.config ?? null;
    this.#publicUrl = place.url;
    this.place = place;
    this.sitePort = sitePort;
    this.browser = browser;
    this.api = createClient({ url: place.url, token: adminToken });
    this.#up = this.#start();
  }

  static async open(options: WorldOptions = {}): Promise<ConsoleWorld> {
    const sitePort = await freePort();
    const place = new UpPlace(await freePort(), sitePort);
    const world = new ConsoleWorld(place, sitePort, await openBrowser(), options);
    try {
      await world.ready();
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  #start(): UpProcess {
    const env = { DROVER_ADMIN_TOKEN: adminToken, DROVER_PUBLIC_URL: this.#publicUrl };
    if (this.#config === null) return this.place.start(['up', '--example'], env);
    return this.place.start(['up'], { ...env, DROVER_CONFIG: resolve(this.#config) });
  }

  /** Where people reach the server. */
  get publicUrl(): string {
    return this.#publicUrl;
  }

  /** The server's process, as it was started last. */
  get up(): UpProcess {
    return this.#up;
  }

  /** Waits until the server answers and a node is connected. */
  async ready(): Promise<void> {
    await this.#up.prints(/Drover \S+ is up\./, upMs);
    await until(
      'a connected node',
      async () => (await this.api.nodes({ state: 'connected' })).items.length > 0,
      upMs,
    );
  }

  /** Kills server and node at once; resolves when they are gone. */
  async killServer(): Promise<void> {
    process.kill(-this.#up.pid, 'SIGKILL');
    await this.#up.ended;
  }

  /**
   * Starts the server again, in the same folder, on the same port. `under`: the path of the host under which people reach
   * it from now on, such as `/ops`.
   */
  async startServer(under = ''): Promise<void> {
    this.#publicUrl = `${this.place.url}${under}`;
    this.#up = this.#start();
    await this.ready();
  }

  /** Turns switches of a shop of the example site: `pdd/1001`. */
  async turn(shop: string, switches: object): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${this.sitePort}/admin/shops/${shop}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(switches),
    });
    if (!answer.ok) throw new Error(`the example site refused: ${answer.status} ${await answer.text()}`);
  }

  /** The link that the server printed when it was started last. */
  async printedLink(): Promise<string> {
    const [, link = ''] = await this.#up.prints(/(http\S+\/sign-in#link=\S+)/, upMs);
    return link;
  }

  /** A new page in a browser profile of its own; it has not been anywhere yet. */
  async newPage(look: PageLook = {}): Promise<ConsolePage> {
    const { width = 1440, height = 900, theme = 'light', signedOut = false } = look;
    const language = look.locale === undefined ? (look.language ?? 'zh') : null;
    const phone = width < 720;
    const context = await this.browser.newContext({
      viewport: { width, height },
      locale: look.locale ?? 'zh-CN',
      hasTouch: phone,
      isMobile: phone,
      baseURL: this.place.url,
    });
    await context.addInitScript(
      ([chosenLanguage, chosenTheme]) => {
        // Only where nothing is chosen yet: a person's own choice stays.
        if (chosenLanguage !== null && localStorage.getItem('drover.language') === null)
          localStorage.setItem('drover.language', chosenLanguage);
        if (localStorage.getItem('drover.theme') === null) localStorage.setItem('drover.theme', chosenTheme);
      },
      [language, theme] as const,
    );
    if (!signedOut) {
      const signedIn = await context.request.post('/api/session', {
        data: { token: adminToken },
        headers: { 'x-drover-client': 'ui' },
      });
      if (!signedIn.ok()) throw new Error(`could not sign in: ${await signedIn.text()}`);
    }
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !/^Failed to load resource/.test(text)) faults.push(text);
    });
    const answers: string[] = [];
    page.on('response', (response) => {
      const asked = response.request();
      if (response.ok() && asked.method() === 'GET') return;
      answers.push(`${response.status()} to ${asked.method()} ${new URL(response.url()).pathname}`);
    });
    page.on('requestfailed', (asked) => {
      answers.push(`${asked.failure()?.errorText} of ${asked.method()} ${new URL(asked.url()).pathname}`);
    });
    this.#opened.push({ page, faults, answers });
    return { page, faults };
  }

  /** What is on the pages that are still open, in words: what one wants to know of a test that failed. */
  async openPages(): Promise<string> {
    const open = this.#opened.filter(({ page }) => !page.isClosed());
    const told = open.map(async ({ page, faults, answers }) =>
      [
        `--- ${page.url()}`,
        await page.locator('body').innerText({ timeout: 5_000 }),
        `faults: ${faults.join('; ') || 'none'}`,
        `answers: ${answers.slice(-20).join('; ') || 'none'}`,
      ].join('\n'),
    );
    return (await Promise.all(told)).join('\n');
  }

  /** Closes the pages that a test has left open. */
  async closePages(): Promise<void> {
    for (const { page } of this.#opened.splice(0)) await page.context().close();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.place.close();
  }
}
