import type { Page } from 'playwright-core';

// Of the page, which has types of its own.
const program = `(least) => {
  const controls = 'button, select, textarea, summary, a[href], input:not([type=hidden]), [role=switch], [role=tab]';
  const words = (element) =>
    element.tagName.toLowerCase() + ' ' + (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40);
  return [...document.querySelectorAll(controls)].flatMap((element) => {
    if (element.closest('[data-line], [data-chart]') || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return [];
    if (element.matches('a[href]') && getComputedStyle(element).display === 'inline') return [];
    const boxes = [element, element.closest('label')].flatMap((one) => (one === null ? [] : [one.getBoundingClientRect()]));
    const width = Math.max(...boxes.map((box) => box.width));
    const height = Math.max(...boxes.map((box) => box.height));
    // What only helpers see, such as a field that a button stands for.
    if (width <= 1 || height <= 1) return [];
    const small = Math.round(Math.min(width, height)) < least;
    return small ? [words(element) + ': ' + Math.round(width) + ' × ' + Math.round(height)] : [];
  });
}`;

/**
 * What can be pressed and is smaller than so many px, in words; what has a label is as large as that. Links within a
 * sentence are left out (WCAG 2.2, 2.5.8), and what has an equal elsewhere: the numbers of a log's lines, which are as
 * close as its lines, and a chart's bars, whose runs a link beside them lists.
 */
export function smallTargets(page: Page, px: number): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(${program})(${px})`);
}
