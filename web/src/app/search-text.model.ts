/**
 * The part of an address behind `?`: every value is plain text (`?state=failed,blocked&shop=pdd:1001`), so that addresses
 * can be read, typed and shared. Pages read their own values from it.
 */
export type SearchText = Readonly<Record<string, string>>;

/** From `?a=b&c=d`. A name given twice counts the last time. */
export function parseSearch(text: string): SearchText {
  return Object.fromEntries(new URLSearchParams(text));
}

/** To `?a=b&c=d`; what is absent or empty is left out. Commas and colons stay readable. */
export function searchText(values: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(values).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? value.join(',') : value;
    if (typeof text === 'number' || typeof text === 'boolean') return [[name, String(text)]];
    return typeof text === 'string' && text !== '' ? [[name, text]] : [];
  });
  if (pairs.length === 0) return '';
  return `?${new URLSearchParams(pairs).toString().replaceAll('%2C', ',').replaceAll('%3A', ':')}`;
}

/** The members of a comma-separated value that are among the known ones. */
export function listIn<Word extends string>(text: string | undefined, known: readonly Word[]): Word[] {
  const given = (text ?? '').split(',');
  return known.filter((word) => given.includes(word));
}
