/** A text made safe inside HTML, in content and in attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const styles = `
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--bad:#c62828;--good:#2e7d32}
@media (prefers-color-scheme:dark){:root{--bad:#ff8a80;--good:#81c995}}
body{font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;margin:24px auto;max-width:1180px;padding:0 16px}
h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:28px 0 8px}p{margin:4px 0 12px;opacity:.8}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:6px 10px;border-bottom:1px solid var(--line);white-space:nowrap}th{font-weight:600;opacity:.75}
td.n,th.n{text-align:right}form{display:inline}
button{font:inherit;padding:2px 10px;border:1px solid var(--line);border-radius:6px;background:var(--soft);cursor:pointer}
button[aria-pressed=true]{border-color:var(--bad);color:var(--bad)}.bad{color:var(--bad)}.good{color:var(--good)}`;

/** Reads the page anew each second and puts its `main` in place, unless a button is being pressed or has the focus. */
const keepFresh = `
setInterval(async () => {
  if (document.hidden || document.querySelector('main button:active, main button:focus-visible')) return;
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
    document.querySelector('main').replaceWith(page.querySelector('main'));
  } catch {}
}, 1000);`;

/** A whole page around `main`, which is HTML. */
export function pageLayout(title: string, main: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><style>${styles}</style></head>
<body><main>${main}</main><script>${keepFresh}</script></body></html>`;
}
