/** What a person can do to a shop's back office to see how the herd takes it. */
export interface ShopSwitches {
  /** Milliseconds added to every call; 0 = as fast as usual. */
  readonly slow: number;
  /** Part of the calls answered with 500, from 0 (none) to 1 (all). */
  readonly fail: number;
  /** Whether the shop's login is lost: no session is valid and a sign-in is answered "login expired". */
  readonly loginLost: boolean;
}

/** A change of some switches; what is absent stays. `fail: true` means all calls, `false` none. */
export interface SwitchChange {
  readonly slow?: number;
  readonly fail?: boolean | number;
  readonly loginLost?: boolean;
}

export const allSwitchesOff: ShopSwitches = { slow: 0, fail: 0, loginLost: false };

/** Longest delay that a switch accepts, in milliseconds. */
const longestSlow = 600_000;

/** The switches after a change. */
export function applySwitchChange(current: ShopSwitches, change: SwitchChange): ShopSwitches {
  return {
    slow: change.slow ?? current.slow,
    fail: change.fail === undefined ? current.fail : Number(change.fail),
    loginLost: change.loginLost ?? current.loginLost,
  };
}

/**
 * Reads a change from a JSON body or from a form, where every value is text.
 * Returns the fault in words when there is one; nothing is changed then.
 */
export function readSwitchChange(body: Readonly<Record<string, unknown>>): SwitchChange | { fault: string } {
  const change: { slow?: number; fail?: boolean | number; loginLost?: boolean } = {};
  for (const [name, raw] of Object.entries(body)) {
    const value = fromFormText(raw);
    if (name === 'slow') {
      if (typeof value !== 'number' || !(value >= 0 && value <= longestSlow)) {
        return { fault: `slow must be milliseconds from 0 to ${longestSlow}` };
      }
      change.slow = value;
    } else if (name === 'fail') {
      if (typeof value !== 'boolean' && !(typeof value === 'number' && value >= 0 && value <= 1)) {
        return { fault: 'fail must be true, false or a rate from 0 to 1' };
      }
      change.fail = value;
    } else if (name === 'loginLost') {
      if (typeof value !== 'boolean') return { fault: 'loginLost must be true or false' };
      change.loginLost = value;
    } else {
      return { fault: `unknown switch "${name}": there are slow, fail and loginLost` };
    }
  }
  return change;
}

function fromFormText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  return value.trim() === '' ? value : Number(value);
}
