import { RefusedRequest } from './http-exchange.ts';

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** Items in all pages. */
  readonly total: number;
}

/** Items on a page unless the query says otherwise. */
const usualPageSize = 20;
const largestPageSize = 100;

/** The page that `?page=` (from 1) and `?pageSize=` ask for; an empty list has one empty page. */
export function pageOf<T>(all: readonly T[], query: URLSearchParams): Page<T> {
  const page = positive(query, 'page', 1, Number.MAX_SAFE_INTEGER);
  const pageSize = positive(query, 'pageSize', usualPageSize, largestPageSize);
  return {
    items: all.slice((page - 1) * pageSize, page * pageSize),
    page,
    pages: Math.max(1, Math.ceil(all.length / pageSize)),
    total: all.length,
  };
}

function positive(query: URLSearchParams, name: string, usual: number, largest: number): number {
  const raw = query.get(name);
  if (raw === null) return usual;
  const value = Number(raw);
  if (!Number.isInteger(value) || value < 1 || value > largest) {
    throw new RefusedRequest(400, 'BAD_QUERY', `${name} must be a whole number from 1 to ${largest}`);
  }
  return value;
}
