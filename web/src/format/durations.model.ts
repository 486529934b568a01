/** Durations, as people read them: 28.4 秒, 2 分 04 秒, 3 时 12 分 / 28.4s, 2m 04s, 3h 12m. */
import type { Language } from '../words/words.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

const two = (value: number): string => String(value).padStart(2, '0');

/** How long something took. `ms` below zero counts as zero (clocks differ a little). */
export function durationText(ms: number, language: Language): string {
  const zh = language === 'zh';
  const whole = Math.max(0, ms);
  if (whole < minuteMs) {
    const seconds =
      whole < 100 * secondMs && whole % secondMs !== 0
        ? (whole / secondMs).toFixed(1)
        : String(Math.round(whole / secondMs));
    if (seconds !== '60.0') return zh ? `${seconds} 秒` : `${seconds}s`;
  }
  const seconds = Math.round(whole / secondMs);
  if (seconds < 3600) {
    const [m, s] = [Math.floor(seconds / 60), seconds % 60];
    return zh ? `${m} 分 ${two(s)} 秒` : `${m}m ${two(s)}s`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) {
    const [h, m] = [Math.floor(minutes / 60), minutes % 60];
    return zh ? `${h} 时 ${two(m)} 分` : `${h}h ${two(m)}m`;
  }
  const hours = Math.round(minutes / 60);
  const [d, h] = [Math.floor(hours / 24), hours % 24];
  return zh ? `${d} 天 ${h} 时` : `${d}d ${h}h`;
}

/** How long ago, or in how long, for sentences: 38 分钟前 / 38m ago, 33 秒后 / in 33s. */
export function relativeText(ms: number, language: Language): string {
  const text = roughText(Math.abs(ms), language);
  if (text === null) return language === 'zh' ? '刚刚' : 'just now';
  if (language === 'zh') return ms < 0 ? `${text}后` : `${text}前`;
  return ms < 0 ? `in ${text}` : `${text} ago`;
}

/** How long something has lasted, for sentences: 38 分钟 / 38m. */
export function lastingText(ms: number, language: Language): string {
  return roughText(Math.max(0, ms), language) ?? (language === 'zh' ? '不到 1 秒' : 'under 1s');
}

/** null: less than a second. Nothing is rounded up: what has lasted 59 s is not a minute. */
function roughText(ms: number, language: Language): string | null {
  const zh = language === 'zh';
  if (ms < secondMs) return null;
  if (ms < minuteMs) return zh ? `${Math.floor(ms / secondMs)} 秒` : `${Math.floor(ms / secondMs)}s`;
  if (ms < hourMs) return zh ? `${Math.floor(ms / minuteMs)} 分钟` : `${Math.floor(ms / minuteMs)}m`;
  if (ms < 2 * dayMs) {
    const [h, m] = [Math.floor(ms / hourMs), Math.floor((ms % hourMs) / minuteMs)];
    if (zh) return m === 0 ? `${h} 小时` : `${h} 小时 ${m} 分钟`;
    return m === 0 ? `${h}h` : `${h}h ${m}m`;
  }
  return zh ? `${Math.floor(ms / dayMs)} 天` : `${Math.floor(ms / dayMs)}d`;
}
