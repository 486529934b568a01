/** The console behind a proxy that gives it a path of the host, `/ops`. */
import { beforeAll, expect, test } from 'vitest';
import type { ConsoleWorld } from '../../support/console-world.ts';

export function subPathJourney(given: () => ConsoleWorld): void {
  let world: ConsoleWorld;
  beforeAll(() => {
    world = given();
  });

  test('under a path, too, one signs in, goes about, and opens a deep address', async () => {
    await world.killServer();
    await world.startServer('/ops');
    const { page, faults } = await world.newPage({ signedOut: true });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));

    await page.goto(await world.printedLink());
    await page.getByRole('heading', { name: '总览', exact: true }).waitFor();
    expect(page.url()).toBe(`${world.publicUrl}/`);
    const menu = page.getByRole('navigation', { name: '主导航' });
    await menu.getByText('实时', { exact: true }).waitFor();
    await menu.getByRole('link', { name: '任务' }).click();
    await page.waitForURL(`${world.publicUrl}/runs`);
    await page.getByRole('heading', { name: '任务', exact: true }).waitFor();

    await page.goto(`${world.publicUrl}/runs?state=succeeded`);
    await page.getByRole('heading', { name: '任务', exact: true }).waitFor();
    // Nothing was asked for outside of the path.
    expect(asked.filter((path) => !path.startsWith('/ops/'))).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
}
