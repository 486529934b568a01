import { ApiError } from '../../../../src/client/index.ts';

/** The word of a one-time link, which stands behind the `#` of its address; null: none. */
export function linkIn(hash: string): string | null {
  const word = new URLSearchParams(hash.replace(/^#/, '')).get('link');
  return word === null || word === '' ? null : word;
}

interface Refusal {
  readonly key: 'fault.link' | 'fault.token' | 'fault.limited';
  readonly seconds?: number;
}

/** Why the sign-in was refused; null: for a reason that is not the person's. */
export function refusalOf(error: unknown, by: 'link' | 'token'): Refusal | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === 'rate_limited') {
    const seconds = error.details['retryAfterSeconds'];
    return { key: 'fault.limited', seconds: typeof seconds === 'number' ? seconds : 60 };
  }
  if (error.status === 401 || error.status === 400 || error.status === 422)
    return { key: by === 'link' ? 'fault.link' : 'fault.token' };
  return null;
}
