/**
 * Stands in for `@rc-component/util/es/Dom/dynamicCSS` in the build (build/adopted-styles.ts): rules that antd's parts make
 * while they run, such as the lock of scrolling under a dialog, become sheets that the document adopts, which the content
 * policy allows. antd's variables are left out: virtual:antd.css has them for both themes.
 */
const sheets = new Map<string, CSSStyleSheet>();

/** What callers mark with attributes; it is never part of the document. */
const unused = document.createElement('style');

/** Makes or replaces the rules of this key. */
export function updateCSS(css: string, key: string): HTMLStyleElement {
  if (css.includes('--ant-')) return unused;
  let sheet = sheets.get(key);
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheets.set(key, sheet);
    document.adoptedStyleSheets.push(sheet);
  }
  sheet.replaceSync(css);
  return unused;
}

/** Forgets the rules of this key. */
export function removeCSS(key: string): void {
  const sheet = sheets.get(key);
  if (sheet === undefined) return;
  sheets.delete(key);
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
}

/** Adds rules that stay. */
export function injectCSS(css: string): HTMLStyleElement {
  return updateCSS(css, css);
}

export function clearContainerCache(): void {
  // There is no container.
}
