import { useRouter } from '@tanstack/react-router';
import { plainKey } from '../../../../src/contract/key-words.ts';
import type { OverviewMatter } from '../../../../src/contract/overview.ts';
import { hasPath } from '../../app/has-path.ts';
import { LinkButton } from '../../components/button.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Ago } from '../../components/time.tsx';
import { toldIn } from '../../words/told.model.ts';
import { language, type Translate, useWords } from '../../words/words.ts';
import styles from './matters.module.css';
import { causeParts, placeOf } from './overview.model.ts';
import { overviewWords } from './words.ts';

type Key = NonNullable<(typeof overviewWords)['keys']>;

const icons: Readonly<Record<OverviewMatter['kind'], IconName>> = {
  no_node: 'nodes',
  broker: 'inbox',
  config: 'gear',
  clock_back: 'scheduled',
  shops_paused: 'key',
  dead_letters: 'failed',
  waiting_long: 'blocked',
  nodes_offline: 'nodes',
  maintenance: 'paused',
};

/** What a person should handle: cause, scope, since when, and the way there. The worst first. */
export function Matters({
  matters,
}: {
  readonly matters: readonly OverviewMatter[];
}): React.JSX.Element | null {
  const t = useWords(overviewWords);
  if (matters.length === 0) return null;
  return (
    <ul className={styles['matters']} aria-label={t('matters.label')}>
      {matters.map((matter) => (
        <MatterRow key={`${matter.kind} ${matter.subject}`} matter={matter} />
      ))}
    </ul>
  );
}

function MatterRow({ matter }: { readonly matter: OverviewMatter }): React.JSX.Element {
  const t = useWords(overviewWords);
  const { routesByPath } = useRouter();
  const place = placeOf(matter);
  // Where there is no page of shops, the runs that wait for them tell the rest.
  const known = hasPath(routesByPath, place.path) || matter.kind !== 'shops_paused';
  const { path, search } = known ? place : { path: '/runs', search: { state: 'blocked' } };
  const title = titleOf(t, matter);
  const detail = detailOf(t, matter);
  const serious = matter.level === 'trouble' && matter.kind !== 'shops_paused';
  return (
    <li className={styles['matter']}>
      <span className={serious ? styles['trouble'] : styles['attention']}>
        <Icon name={icons[matter.kind]} />
      </span>
      <div className={styles['what']} title={detail === '' ? title : `${title}\n${detail}`}>
        <b>{title}</b>
        <span className={styles['detail']}>{detail}</span>
      </div>
      <span className={styles['since']}>{matter.since !== null && <Ago at={matter.since} />}</span>
      <span className={styles['open']}>
        {hasPath(routesByPath, path) && (
          // Just looked for in the table of routes; each page reads its own search.
          <LinkButton to={path as '/'} search={search as never}>
            {known ? t(`open.${matter.kind}`) : t('open.waiting_long')}
          </LinkButton>
        )}
      </span>
    </li>
  );
}

function causeText(t: Translate<Key>, type: string): string {
  const key = `cause.${type}`;
  const text = t(key as Key); // an unknown one gives back its key
  return text === key ? t('cause.other') : text;
}

function titleOf(t: Translate<Key>, { kind, subject, subjectWords, count }: OverviewMatter): string {
  const about = subjectWords === undefined ? (subject ?? '') : toldIn(subjectWords, language());
  switch (kind) {
    case 'shops_paused':
      return about === 'person'
        ? t('matter.shops_paused.person', { count })
        : t('matter.shops_paused', { count, cause: causeText(t, about) });
    case 'dead_letters': {
      const { type, message } = causeParts(about);
      return t('matter.dead_letters', { type: causeText(t, type), message });
    }
    default:
      return t(`matter.${kind}`, { subject: plainKey(about), count });
  }
}

function detailOf(t: Translate<Key>, matter: OverviewMatter): string {
  const { kind, count, subject, note, noteWords, shops, shopCount } = matter;
  switch (kind) {
    case 'shops_paused': {
      const names = shops.map(({ id, name }) => name ?? id).join(t('list.join'));
      const key = shopCount > shops.length ? 'matter.shops_paused.more' : 'matter.shops_paused.detail';
      return [t(key, { shops: names, count: shopCount }), subject === 'person' ? note : null]
        .filter(Boolean)
        .join(' · ');
    }
    case 'dead_letters':
      return shopCount === 0
        ? t('matter.dead_letters.detail', { count })
        : t('matter.dead_letters.shops', { count, shops: shopCount });
    case 'config':
    case 'clock_back':
      return [subject, noteWords === undefined ? note : toldIn(noteWords, language())]
        .filter(Boolean)
        .join(t('list.colon'));
    case 'broker':
    case 'maintenance':
      return [t(`matter.${kind}.detail`), note].filter(Boolean).join(' · ');
    case 'no_node':
    case 'waiting_long':
    case 'nodes_offline':
      return t(`matter.${kind}.detail`, { count, subject: subject ?? '' });
  }
}
