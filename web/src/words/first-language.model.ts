/** The language for who has chosen none: the first of a browser's (BCP 47) that there is, else Chinese. */
export function firstLanguage(preferred: readonly string[]): 'zh' | 'en' {
  const known = preferred
    .map((tag) => tag.toLowerCase().split('-')[0])
    .find((tag) => tag === 'zh' || tag === 'en');
  return known === 'en' ? 'en' : 'zh';
}
