import type { Bilingual } from '../../contract/bilingual.ts';

/** A span of time in words: 28.4 秒, 2 分 04 秒, 3 时 12 分, 2 天 3 时; 28.4s, 2m 04s, 3h 12m, 2d 3h. Negative counts as 0. */
export function spanWords(ms: number): Bilingual {
  const total = Math.max(0, ms) / 1000;
  if (total < 60) {
    const shown = total < 10 ? String(Math.round(total * 10) / 10) : String(Math.floor(total));
    return { zh: `${shown} 秒`, en: `${shown}s` };
  }
  const whole = Math.floor(total);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) {
    const [minutes, seconds] = [Math.floor(whole / 60), two(whole % 60)];
    return { zh: `${minutes} 分 ${seconds} 秒`, en: `${minutes}m ${seconds}s` };
  }
  const hours = Math.floor(whole / 3600);
  if (hours < 48) {
    const minutes = two(Math.floor((whole % 3600) / 60));
    return { zh: `${hours} 时 ${minutes} 分`, en: `${hours}h ${minutes}m` };
  }
  return {
    zh: `${Math.floor(hours / 24)} 天 ${hours % 24} 时`,
    en: `${Math.floor(hours / 24)}d ${hours % 24}h`,
  };
}
