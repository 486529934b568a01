/** How far the wall clock of a zone is ahead of UTC. Source: the zone data of this Node. */

/** The offset of an IANA zone at an instant, ms; null when there is no such zone. */
export function offsetReader(name: string): ((instant: number) => number) | null {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      timeZoneName: 'longOffset',
      year: 'numeric',
    });
  } catch {
    return null;
  }
  return (instant) => {
    const [, sign, hours = '0', minutes = '0', seconds = '0'] =
      /GMT([+-])(\d\d):?(\d\d)?:?(\d\d)?$/.exec(format.format(instant)) ?? [];
    if (sign === undefined) return 0;
    const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -ms : ms;
  };
}

const readers = new Map<string, (instant: number) => number>();

/** The offset of a zone that there is, at an instant, ms. Throws a RangeError when there is none. */
export function offsetAt(instant: number, timezone: string): number {
  const reader = readers.get(timezone) ?? offsetReader(timezone);
  if (reader === null) throw new RangeError(`there is no time zone ${timezone}`);
  readers.set(timezone, reader);
  return reader(instant);
}
