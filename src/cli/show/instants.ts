import { wallOf, zoneOf } from '../../domain/cron/zone.ts';
import type { Say } from '../words/words.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** An instant of the wire in this machine's zone, `2026-11-22 09:05:00`; `-` for none. */
export function localInstant(instant: string | null): string {
  if (instant === null) return '-';
  const at = new Date(instant);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** The same in a zone; in this machine's where it knows no such zone. */
export function zonedInstant(instant: string, zone: string): string {
  const known = zoneOf(zone);
  if (known === null) return localInstant(instant);
  return new Date(wallOf(known, Date.parse(instant))).toISOString().slice(0, 19).replace('T', ' ');
}

/** A length of time in its two largest units: 850 ms → `0.9 s`, 3,725 s → `1 h 2 min`. */
export function timeSpan(ms: number, say: Say): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return say('span_seconds', { seconds: Math.round(seconds * 10) / 10 });
  if (seconds < 60) return say('span_seconds', { seconds: Math.round(seconds) });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return say('span_minutes', { minutes, seconds: Math.floor(seconds % 60) });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return say('span_hours', { hours, minutes: minutes % 60 });
  return say('span_days', { days: Math.floor(hours / 24), hours: hours % 24 });
}
