import type { Diagnosis, Remedy } from '../contract/diagnosis.ts';
import type { RunErrorType } from '../contract/error-types.ts';

/** What helps against each class of error, the best first. Source: contracts §7, "By class". */
export const remediesByType: Readonly<Record<RunErrorType, readonly Remedy[]>> = {
  LOGIN_EXPIRED: ['sign_in_shop', 'resume_shop'],
  CAPTCHA: ['solve_captcha', 'resume_shop'],
  RISK_CONTROL: ['wait', 'check_account', 'pause_shop'],
  PAGE_CHANGED: ['report_flow', 'retry'],
  BUSINESS: ['edit_params', 'ignore'],
  TRANSIENT: ['retry'],
  NODE: ['check_node', 'retry'],
  EXIT: ['read_log', 'retry', 'report_flow'],
  TIMEOUT: ['read_log', 'raise_timeout', 'retry'],
  RESOURCES: ['check_node', 'retry'],
  PERMISSION: ['check_account', 'report_flow'],
  CONFIG: ['edit_params', 'check_config'],
  EXPIRED: ['check_queue', 'retry'],
  ENGINE: ['read_log', 'check_config', 'retry'],
};

/** How far a cause reaches, by how many shops and flows had it lately. */
export function scopeOf({
  shops,
  flows,
}: {
  readonly shops: number;
  readonly flows: number;
}): Diagnosis['scope'] {
  if (shops > 1) return flows > 1 ? 'everywhere' : 'flow';
  return flows > 1 ? 'shop' : 'run';
}
