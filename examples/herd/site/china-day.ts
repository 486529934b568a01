const dayInChina = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The day (`YYYY-MM-DD`) that it is in China at an instant: the shops' business day. */
export function chinaDay(at: Date): string {
  const parts = dayInChina.formatToParts(at);
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}
