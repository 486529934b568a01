/** Short forms of cron(8) as five fields; `@reboot` has none. Source: crontab(5). */
const shortForms: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** The five fields of an expression, or null when it has no such form. */
export function fiveFields(text: string): string | null {
  const known = shortForms[text.trim().toLowerCase()];
  if (known !== undefined) return known;
  const fields = text.trim().split(/\s+/);
  return fields.length === 5 ? fields.join(' ') : null;
}
