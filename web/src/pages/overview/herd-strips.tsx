import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import type { Shop } from '../../../../src/contract/shop.ts';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { hasPath } from '../../app/has-path.ts';
import { Section } from '../../components/page.tsx';
import { ReadState } from '../../components/page-states.tsx';
import { PlatformMark, platformName } from '../../components/platform-mark.tsx';
import { numberText } from '../../format/numbers.model.ts';
import { useLanguage, useWords } from '../../words/words.ts';
import styles from './herd-strips.module.css';
import { herdOf, type PlatformShops } from './overview.model.ts';
import { overviewWords } from './words.ts';

/** Most shops that are read for the strips. */
const most = 2_000;

async function allShops(): Promise<Shop[]> {
  const shops: Shop[] = [];
  let cursor: string | null = null;
  do {
    const page = await client.shops({ limit: 200, ...(cursor === null ? {} : { cursor }) });
    shops.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && shops.length < most);
  return shops;
}

/** The herd: a tick for each shop, by platform, trouble last. */
export function HerdStrips({ className }: { readonly className: string | undefined }): React.JSX.Element {
  const t = useWords(overviewWords);
  const { routesByPath } = useRouter();
  const read = useQuery({ queryKey: [...queryKeys.shops.all, 'herd'], queryFn: allShops });
  const aside = hasPath(routesByPath, '/shops') ? (
    // Just looked for in the table of routes.
    <Link to={'/shops' as '/'} className="link">
      {t('herd.open')}
    </Link>
  ) : undefined;
  return (
    <Section title={t('herd.title')} fact={t('herd.fact')} aside={aside} className={className}>
      <ReadState read={read} rows={4}>
        {(shops) =>
          shops.length === 0 ? (
            <p className="text2">{t('herd.none')}</p>
          ) : (
            <>
              {herdOf(shops).map((platform) => (
                <Strip key={platform.platform} herd={platform} />
              ))}
              <p className={styles['legend']}>
                <span>
                  <i className={styles['ready']} />
                  {t('herd.ready')}
                </span>
                <span>
                  <i className="hatched" />
                  {t('herd.pausedMark')}
                </span>
                <span>
                  <i className={styles['off']} />
                  {t('herd.offMark')}
                </span>
              </p>
            </>
          )
        }
      </ReadState>
    </Section>
  );
}

function Strip({ herd }: { readonly herd: PlatformShops }): React.JSX.Element {
  const t = useWords(overviewWords);
  const language = useLanguage();
  const { platform, marks, ready, paused, off } = herd;
  return (
    <div className={styles['strip']}>
      <span className={styles['platform']}>
        <PlatformMark platform={platform} />
        <span className="ellipsis">{platformName(platform, language)}</span>
      </span>
      <span className={styles['ticks']} aria-hidden="true">
        {marks.map((mark, index) => (
          <i key={index} className={mark === 'paused' ? 'hatched' : styles[mark]} />
        ))}
      </span>
      <span className="number">
        {numberText(ready)} <span className="text3">/ {numberText(marks.length)}</span>
      </span>
      <span className={`number ${paused > 0 ? styles['trouble'] : 'text2'}`}>
        {paused > 0
          ? t('herd.paused', { count: paused })
          : off > 0
            ? t('herd.off', { count: off })
            : t('herd.all')}
      </span>
    </div>
  );
}
