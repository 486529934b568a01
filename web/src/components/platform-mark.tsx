import styles from './platform-mark.module.css';

/** What the platforms' marks show; others show the first two letters of their key. */
const marks: Readonly<Record<string, { zh: string; name: { zh: string; en: string } }>> = {
  pdd: { zh: '拼', name: { zh: '拼多多', en: 'Pinduoduo' } },
  temu: { zh: 'TE', name: { zh: 'TEMU', en: 'TEMU' } },
  tiktok: { zh: 'TK', name: { zh: 'TikTok Shop', en: 'TikTok Shop' } },
  jd: { zh: '京', name: { zh: '京东', en: 'JD' } },
  taobao: { zh: '淘', name: { zh: '淘宝', en: 'Taobao' } },
  tmall: { zh: '天', name: { zh: '天猫', en: 'Tmall' } },
  douyin: { zh: '抖', name: { zh: '抖音', en: 'Douyin' } },
  shopee: { zh: 'SH', name: { zh: 'Shopee', en: 'Shopee' } },
  lazada: { zh: 'LZ', name: { zh: 'Lazada', en: 'Lazada' } },
  amazon: { zh: 'AM', name: { zh: '亚马逊', en: 'Amazon' } },
  kuaishou: { zh: '快', name: { zh: '快手', en: 'Kuaishou' } },
  xiaohongshu: { zh: '红', name: { zh: '小红书', en: 'Xiaohongshu' } },
};

/** The platform's name for people; its key where it is not a well-known one. */
export function platformName(platform: string, language: 'zh' | 'en'): string {
  return marks[platform]?.name[language] ?? platform;
}

/** A platform as one or two grey letters; its name stands beside it, or is its label. */
export function PlatformMark({
  platform,
  label,
}: {
  readonly platform: string;
  readonly label?: string;
}): React.JSX.Element {
  const letters = marks[platform]?.zh ?? platform.slice(0, 2).toUpperCase();
  return (
    <span
      className={`${styles['mark']} ${letters.length > 1 ? styles['latin'] : ''}`}
      title={label ?? platform}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {letters}
    </span>
  );
}
