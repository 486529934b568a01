/** Numbers as the console writes them. */
const grouped = new Intl.NumberFormat('en-US');

/** 1,204 */
export function numberText(value: number): string {
  return grouped.format(value);
}

/** 98.76%, from parts of the whole; null: nothing to compare. Never 100.00% while anything is missing. */
export function percentText(part: number, whole: number): string | null {
  if (whole <= 0) return null;
  const hundredths = Math.round((part / whole) * 10_000);
  const shown = part < whole ? Math.min(hundredths, 9_999) : hundredths;
  const least = part > 0 ? Math.max(shown, 1) : shown;
  return `${(least / 100).toFixed(2)}%`;
}

/** 214 KB */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
