import type { Page } from 'playwright-core';

/**
 * Texts of a page of which something can't be seen: they go beyond the screen, or beyond what cuts them off without an
 * ellipsis. What can be scrolled to is not cut.
 */
export function cutTexts(page: Page): Promise<string[]> {
  // As text: functions that are sent to the browser are compiled for Node.
  return page.evaluate(`(() => {
    const cut = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const slack = 1.5;
    while (walker.nextNode()) {
      const text = walker.currentNode;
      const words = text.textContent.trim();
      if (words === '' || text.parentElement.closest('script, style, noscript, option, .only-read-aloud, [inert]')) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const box = range.getBoundingClientRect();
      if (box.width === 0 || !text.parentElement.checkVisibility({ checkVisibilityCSS: true })) continue;
      let seen = false;
      for (let one = text.parentElement; one !== null && !seen; one = one.parentElement) {
        const style = getComputedStyle(one);
        const edge = one.getBoundingClientRect();
        if (['auto', 'scroll'].includes(style.overflowX)) seen = true;
        else if (style.overflowX !== 'visible') {
          // What has no room at all stands on a line of its own, which is not shown.
          if (box.top >= edge.bottom - slack) seen = true;
          const beyond = !seen && box.right > edge.right + slack;
          const shortened = style.textOverflow === 'ellipsis' && !style.display.includes('flex');
          if (beyond && !shortened) cut.add(words);
          seen ||= beyond;
        } else if (style.display.includes('flex') && style.whiteSpace === 'nowrap' && box.right > edge.right + slack)
          cut.add(words);
      }
      if (!seen && box.right > innerWidth + slack) cut.add(words);
    }
    return [...cut];
  })()`);
}
