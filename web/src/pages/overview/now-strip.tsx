import { Link, useRouter } from '@tanstack/react-router';
import type { Overview } from '../../../../src/contract/overview.ts';
import { hasPath } from '../../app/has-path.ts';
import { Icon } from '../../components/icon.tsx';
import { StateIcon } from '../../components/state-mark.tsx';
import { usePhone } from '../../components/use-media.ts';
import { numberText } from '../../format/numbers.model.ts';
import { useWords } from '../../words/words.ts';
import styles from './now-strip.module.css';
import { waitParts } from './overview.model.ts';
import { overviewWords } from './words.ts';

/** How things stand now, in five figures, each of which leads to what it counts. */
export function NowStrip({ overview }: { readonly overview: Overview }): React.JSX.Element {
  const t = useWords(overviewWords);
  const { live, slots, pausedShops } = overview;
  const phone = usePhone();
  const parts = waitParts(overview);
  const causes = [...Map.groupBy(pausedShops.items, ({ cause }) => cause)].map(([cause, shops]) => {
    const key = `cause.${cause}` as 'cause.LOGIN_EXPIRED'; // an unknown one gives back its key
    const word = cause === 'person' ? t('now.paused.person') : t(key);
    return t('now.paused.causes', { cause: word, count: shops.length });
  });
  return (
    <section className={styles['strip']} aria-label={t('now.label')}>
      <Figure
        icon={<StateIcon state="running" />}
        label={t('now.running')}
        value={live.running}
        state="running"
      >
        {slots.total > 0
          ? t(phone ? 'now.running.short' : 'now.running.detail', slots)
          : t('now.running.none')}
      </Figure>
      <Figure
        icon={<StateIcon state="blocked" />}
        label={t('now.waiting')}
        value={live.waiting}
        state="blocked"
        wide={parts}
      >
        {parts.length === 0
          ? t('now.waiting.none')
          : parts.map(({ reason, count }) => (
              <span key={reason} className={styles['part']}>
                <i
                  className={`${styles['swatch']} ${styles[reason]} ${reason === 'paused' ? 'hatched' : ''}`}
                />
                {t(`wait.${reason}`)} {numberText(count)}
              </span>
            ))}
      </Figure>
      <Figure icon={<StateIcon state="queued" />} label={t('now.queued')} value={live.queued} state="queued">
        {t(live.queued > 0 ? 'now.queued.detail' : 'now.queued.none')}
      </Figure>
      <Figure
        icon={<StateIcon state="retrying" />}
        label={t('now.retrying')}
        value={live.retrying}
        state="retrying"
      >
        {live.failing > 0 ? t('now.retrying.detail', { count: live.failing }) : t('now.retrying.none')}
      </Figure>
      <Figure
        icon={<Icon name="paused" className="text2" />}
        label={t('now.paused')}
        value={pausedShops.count}
        state={null}
      >
        {causes.length === 0 ? t('now.paused.none') : causes.join(' · ')}
      </Figure>
    </section>
  );
}

interface FigureProps {
  readonly icon: React.ReactNode;
  readonly label: string;
  readonly value: number;
  /** Leads to the runs in it; null: to the shops that need somebody. */
  readonly state: string | null;
  /** A bar beside the figure. */
  readonly wide?: ReturnType<typeof waitParts>;
  readonly children: React.ReactNode;
}

function Figure({ icon, label, value, state, wide, children }: FigureProps): React.JSX.Element {
  const { routesByPath } = useRouter();
  const path = state === null ? '/shops' : '/runs';
  const search = state === null ? { need: '1' } : { state };
  const words = (
    <>
      <span className={styles['label']}>
        {icon}
        {label}
      </span>
      <span className={styles['value']}>{numberText(value)}</span>
    </>
  );
  return (
    <div className={`${styles['figure']} ${wide === undefined ? '' : styles['wide']}`}>
      <div className={styles['top']}>
        {hasPath(routesByPath, path) ? (
          // Just looked for in the table of routes; each page reads its own search.
          <Link to={path as '/'} search={search as never} className={styles['link']}>
            {words}
          </Link>
        ) : (
          <span className={styles['link']}>{words}</span>
        )}
        {wide !== undefined && wide.length > 0 && (
          <span className={styles['bar']} aria-hidden="true">
            {wide.map(({ reason, count }) => (
              <i
                key={reason}
                className={`${styles[reason]} ${reason === 'paused' ? 'hatched' : ''}`}
                style={{ flexGrow: count }}
              />
            ))}
          </span>
        )}
      </div>
      <p className={styles['detail']}>{children}</p>
    </div>
  );
}
