import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** As far as a person who mends it needs it. */
interface Violation {
  readonly id: string;
  readonly impact?: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * A row of a list may lie half under what sticks to the page's foot, for as long as nobody scrolls; the runs behind a
 * chart's bars are listed by a link beside it.
 */
const configuration = { rules: [{ id: 'target-size', selector: ':not([data-row] *, [data-chart] *)' }] };

/**
 * What WCAG 2.2 AA finds wrong with the page as it stands: serious and critical violations, in words. `rule`: by this rule
 * of axe-core alone.
 */
export async function violationsOf(page: Page, rule?: string): Promise<string[]> {
  // Not by a <script>, which the page's content policy would refuse.
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    await page.evaluate(axe.source);
    await page.evaluate(`axe.configure(${JSON.stringify(configuration)})`);
  }
  const violations = await page.evaluate(
    async (runOnly) => {
      const { axe } = globalThis as unknown as {
        axe: { run(options: object): Promise<{ violations: Violation[] }> };
      };
      return (await axe.run({ runOnly, resultTypes: ['violations'] })).violations;
    },
    rule === undefined ? { type: 'tag', values: levels } : { type: 'rule', values: [rule] },
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
    );
}
