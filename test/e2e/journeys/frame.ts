/** A person comes to the console for the first time, makes it theirs, and loses the server for a while. */
import { beforeAll, expect, test } from 'vitest';
import type { ConsoleWorld } from '../../support/console-world.ts';
import { elapse } from '../../support/until.ts';

const outageMs = 10_000;

export function frameJourneys(given: () => ConsoleWorld): void {
  let world: ConsoleWorld;
  beforeAll(() => {
    world = given();
  });

  test('the printed link signs in once; where one wanted to go is where one arrives', async () => {
    const { page, faults } = await world.newPage({ signedOut: true });
    await page.goto('/');
    await page.waitForURL('**/sign-in');
    await page.getByRole('heading', { name: '登录', exact: true }).waitFor();

    const link = await world.printedLink();
    await page.goto(link);
    await page.getByRole('heading', { name: '总览', exact: true }).waitFor();
    // The word is gone from the address, and nobody but the browser has the session.
    expect(page.url()).toBe(`${world.place.url}/`);
    expect(await page.evaluate('document.cookie')).toBe('');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect((await page.request.get('/api/session')).status()).toBe(200);

    const other = await world.newPage({ signedOut: true });
    await other.page.goto(link);
    await other.page.getByText('这个链接不能用了').waitFor();
    expect((await other.page.request.get('/api/session')).status()).toBe(401);
    expect([...faults, ...other.faults]).toEqual([]);
    await other.page.context().close();

    await page.getByRole('button', { name: '设置与账号' }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.waitForURL('**/sign-in*');
    expect((await page.request.get('/api/session')).status()).toBe(401);
    await page.context().close();
  });

  test('a wrong token is refused in words, a right one leads on', async () => {
    const { page } = await world.newPage({ signedOut: true });
    await page.goto('/sign-in');
    const field = page.getByLabel('令牌', { exact: true });
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByText('先填写令牌。').waitFor();
    await field.fill('not-the-token-0123456789');
    await field.press('Enter');
    await page.getByText('令牌不对，或已被吊销').waitFor();
    await field.fill('administrator-of-a-test-0123456789');
    await field.press('Enter');
    await page.getByRole('heading', { name: '总览', exact: true }).waitFor();
    await page.context().close();
  });

  test('the language is switched at once, and kept', async () => {
    const { page, faults } = await world.newPage();
    await page.goto('/');
    await page.getByRole('heading', { name: '总览', exact: true }).waitFor();
    // Nobody waits for the palette: what is typed at once is for it.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('english');
    await page.getByRole('option', { name: 'English' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    await page.reload();
    await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
    // Nothing Chinese is left but names of shops.
    await page.getByText('Running', { exact: true }).waitFor();
    const menu = await page.getByRole('navigation', { name: 'Main navigation' }).innerText();
    expect(menu).not.toMatch(/\p{Script=Han}/u);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('who has chosen no language has that of the browser, and keeps what they choose', async () => {
    const { page } = await world.newPage({ signedOut: true, locale: 'en-GB' });
    await page.goto('/sign-in');
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { name: '登录', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '登录', exact: true }).waitFor();
    const other = await world.newPage({ signedOut: true, locale: 'de-DE' });
    await other.page.goto('/sign-in');
    await other.page.getByRole('heading', { name: '登录', exact: true }).waitFor();
  });

  test('an address that names no part of the system is told so, with the way to one', async () => {
    const { page } = await world.newPage();
    await page.goto('/system/helth');
    await page.getByText('系统里没有「helth」这一部分').waitFor();
    expect(await page.locator('#page [aria-current=page]').count()).toBe(0);
    await page.getByRole('link', { name: '看健康检查' }).click();
    await page.waitForURL('**/system/health');
    await page.getByRole('button', { name: '重新检查' }).waitFor();
    expect(await page.getByText('这一部分').count()).toBe(0);
  });

  test('the server is away for 10 s: it is said, and all is live again without a reload', async () => {
    const { page, faults } = await world.newPage();
    await page.goto('/');
    const foot = page.getByRole('navigation', { name: '主导航' });
    await foot.getByText('实时', { exact: true }).waitFor();
    await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }));

    await world.killServer();
    const lostAt = performance.now();
    await foot.getByText('正在重连', { exact: true }).waitFor();
    // What was read is still there.
    expect(await page.getByRole('heading', { name: '总览', exact: true }).isVisible()).toBe(true);
    await elapse(Math.max(0, outageMs - (performance.now() - lostAt)));
    await world.startServer();

    await foot.getByText('实时', { exact: true }).waitFor();
    const later = { flow: 'sync_stock', platform: 'temu', shopId: '1018', delaySeconds: 1800 };
    const { run } = await world.api.submit(later);
    // What happens now arrives by itself, and is what the API says.
    await page.getByRole('region', { name: '接下来一小时' }).getByText('库存同步').first().waitFor();
    const { nextHour } = await world.api.overview();
    expect(nextHour.items.some(({ runId }) => runId === run.id)).toBe(true);
    await world.api.cancel(run.id);
    expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true);
    expect(faults.filter((fault) => !fault.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
    await page.context().close();
  });
}
