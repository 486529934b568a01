import { Link } from '@tanstack/react-router';
import type { DeadLetterGroup } from '../../../../src/contract/dead-letter.ts';
import type { DeadLetterState } from '../../../../src/contract/run-states.ts';
import { useNames } from '../../api/names.ts';
import { Empty } from '../../components/page-states.tsx';
import { PlatformMark } from '../../components/platform-mark.tsx';
import { numberText } from '../../format/numbers.model.ts';
import { useFormat } from '../../format/use-format.ts';
import { messageIn } from '../../words/told.model.ts';
import { useLanguage, useWords } from '../../words/words.ts';
import { causeTitle, type DeadLetterSearch, typeOf } from './dead-letters.model.ts';
import styles from './dead-letters.module.css';
import { deadLetterWords } from './words.ts';

interface GroupsPaneProps {
  readonly groups: readonly DeadLetterGroup[];
  readonly more: boolean;
  readonly state: DeadLetterState;
  readonly search: DeadLetterSearch;
  /** Its cause; null: none stands out. */
  readonly chosen: string | null;
}

/** The causes, the most frequent first. */
export function GroupsPane({ groups, more, state, search, chosen }: GroupsPaneProps): React.JSX.Element {
  const t = useWords(deadLetterWords);
  const format = useFormat();
  const names = useNames();
  const language = useLanguage();
  if (groups.length === 0) {
    return state === 'open' ? (
      <Empty icon="tick" title={t('empty.open')} text={t('empty.open.text')} />
    ) : (
      <Empty icon="inbox" title={t('empty.other')} />
    );
  }
  return (
    <nav aria-label={t('groups')}>
      <ul className={styles['groups']}>
        {groups.map((group) => (
          <li key={group.cause}>
            <Link
              to="/dead-letters"
              search={{ ...search, group: group.cause }}
              className={`${styles['group']} ${group.cause === chosen ? styles['chosen'] : ''}`}
              aria-current={group.cause === chosen ? 'true' : undefined}
            >
              <span className={styles['cause']} title={group.cause}>
                {causeTitle(messageIn({ message: group.cause, words: group.words }, language), language)}
              </span>
              <b className={styles['number']}>{numberText(group.count)}</b>
              <span className={styles['facts']}>
                <span className={styles['tag']}>{t(`type.${typeOf(group.type)}`)}</span>
                {group.sample.platform !== null && <PlatformMark platform={group.sample.platform} />}
                <span className="ellipsis" title={format.exact(group.firstAt)}>
                  {[
                    ...(group.flows === 1 && group.sample.flow !== null
                      ? [names.flow(group.sample.flow)]
                      : []),
                    ...(group.shops > 0 ? [t('group.shops', { count: group.shops })] : []),
                    t('group.since', { time: format.instant(group.firstAt) }),
                  ].join(' · ')}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <p className={styles['note']}>
        {more ? t('groups.more', { count: groups.length }) : t('groups.fact', { count: groups.length })}
      </p>
    </nav>
  );
}
