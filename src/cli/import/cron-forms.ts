import { cronFaultText } from '../../domain/cron/cron-fault.ts';
import { parseCron } from '../../domain/cron/cron-rule.ts';
import { zoneOf } from '../../domain/cron/zone.ts';

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

/**
 * The five fields of an expression, or what is wrong with it. It is read as the configuration will be: one entry that does
 * not load would keep all others out.
 */
export function readCron(
  text: string,
  timezone: string,
): { readonly cron: string } | { readonly message: string } {
  const given = text.trim();
  const fields = given.split(/\s+/);
  const cron = shortForms[given.toLowerCase()] ?? (fields.length === 5 ? fields.join(' ') : null);
  if (cron === null) return { message: `"${given}" has no five fields` };
  const parsed = parseCron(cron);
  if (!parsed.ok) return { message: `"${given}" ${cronFaultText(parsed.fault, 'en')}` };
  if (zoneOf(timezone) === null) return { message: `"${timezone}" is no time zone such as Asia/Shanghai` };
  return { cron };
}
