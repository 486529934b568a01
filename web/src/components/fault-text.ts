import { ApiError } from '../../../src/client/index.ts';
import { toldIn } from '../words/told.model.ts';
import { language, type Translate } from '../words/words.ts';
import type { sharedWords } from './words.ts';

type SharedKey = NonNullable<(typeof sharedWords)['keys']>;

/** What to say of an error, in the language in force: why and what to do, and the request's id where there is one. */
export function faultText(error: unknown, t: Translate<SharedKey>): { text: string; id: string | null } {
  if (!(error instanceof ApiError)) {
    return { text: t('fault.page'), id: error instanceof Error ? error.message : String(error) };
  }
  const requestId = error.details['requestId'];
  const id = typeof requestId === 'string' ? requestId : null;
  if (error.words !== null) return { text: toldIn(error.words, language()), id };
  const key = keyOf(error);
  return { text: key === 'fault.other' ? t(key, { message: error.message }) : t(key), id };
}

function keyOf({ code, status }: ApiError): SharedKey {
  if (code === 'unreachable') return 'fault.unreachable';
  if (code === 'not_drover') return 'fault.not_drover';
  if (code === 'forbidden') return 'fault.forbidden';
  if (code === 'store_unavailable' || code === 'shutting_down') return 'fault.unavailable';
  if (code === 'disk_full') return 'fault.disk_full';
  if (code === 'rate_limited') return 'fault.rate_limited';
  return status === 404 ? 'fault.not_found' : 'fault.other';
}
