import { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';

/** Bytes `[from, to)`; `to` may be beyond the end. `last` of them when the end is meant. */
export type ByteRange = { readonly from: number; readonly to: number } | { readonly last: number };

/** Reads a header `Range` of one range of bytes; null when there is none, or one of another kind, which is ignored. Source: RFC 9110, 14.2. */
export function byteRange(header: string | undefined): ByteRange | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  if (first === '') return { last: Number(last) };
  const from = Number(first);
  if (last === '') return { from, to: Number.MAX_SAFE_INTEGER };
  return Number(last) < from ? null : { from, to: Number(last) + 1 };
}

/** The range within so many bytes. Throws `range_not_satisfiable` when nothing of it is there. */
export function within(range: ByteRange, size: number): { readonly from: number; readonly to: number } {
  const from = 'last' in range ? Math.max(0, size - range.last) : range.from;
  const to = 'last' in range ? size : Math.min(range.to, size);
  if (from >= to)
    throw new DroverError('range_not_satisfiable', said('not_in_range', { size }), { details: { size } });
  return { from, to };
}
