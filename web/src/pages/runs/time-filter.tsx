import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { serverNow } from '../../format/server-clock.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { type Translate, useWords } from '../../words/words.ts';
import styles from './popover-filter.module.css';
import { PopoverFilter } from './popover-filter.tsx';
import { instantOf, type RunsSearch, timeChoiceOf, timeChoices, timesOf } from './runs-search.model.ts';
import { runsWords } from './words.ts';
import { instantOfLocal, localText } from './zoned-time.model.ts';

interface TimeFilterProps {
  readonly search: RunsSearch;
  onChoose(times: Pick<RunsSearch, 'from' | 'to'>): void;
}

/** When the runs were submitted: a span that is offered, or one between two instants. */
export function TimeFilter({ search, onChoose }: TimeFilterProps): React.JSX.Element {
  const t = useWords(runsWords);
  const format = useFormat();
  const choice = timeChoiceOf(search);
  return (
    <PopoverFilter label={t('filter.time')} word={timeWords(search, t, format)} set={choice !== ''}>
      {(close) => {
        const choose = (times: Pick<RunsSearch, 'from' | 'to'>): void => {
          close();
          onChoose(times);
        };
        return (
          <>
            <div className={styles['list']}>
              {(['', ...timeChoices] as const).map((one) => (
                <button
                  key={one}
                  type="button"
                  className={styles['option']}
                  aria-pressed={one === choice}
                  onClick={() => choose(timesOf(one))}
                >
                  {one === '' ? t('time.any') : t(`time.${one}`)}
                </button>
              ))}
            </div>
            <CustomTimes search={search} onChoose={choose} />
          </>
        );
      }}
    </PopoverFilter>
  );
}

function CustomTimes({ search, onChoose }: TimeFilterProps): React.JSX.Element {
  const t = useWords(runsWords);
  const { zone, zoneName } = useFormat();
  const text = (value: string | undefined): string => {
    const at = instantOf(value, serverNow(), zone);
    return at === undefined ? '' : localText(at, zone);
  };
  const [from, setFrom] = useState(text(search.from));
  const [to, setTo] = useState(text(search.to));
  const iso = (value: string): string | undefined => {
    const at = instantOfLocal(value, zone);
    return at === undefined ? undefined : new Date(at).toISOString();
  };
  return (
    <form
      className={styles['times']}
      onSubmit={(event) => {
        event.preventDefault();
        const [first, last] = [iso(from), iso(to)];
        onChoose({
          ...(first === undefined ? {} : { from: first }),
          ...(last === undefined ? {} : { to: last }),
        });
      }}
    >
      <span className="meta text3">{t('time.custom', { zone: zoneName })}</span>
      <label>
        <span>{t('time.from')}</span>
        <input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        <span>{t('time.to')}</span>
        <input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <Button type="submit" size="small">
        {t('time.apply')}
      </Button>
    </form>
  );
}

type Key = NonNullable<(typeof runsWords)['keys']>;

function timeWords(search: RunsSearch, t: Translate<Key>, format: Format): string {
  const choice = timeChoiceOf(search);
  if (choice === '') return t('time.any');
  if (choice !== 'custom') return t(`time.${choice}`);
  const text = (value: string | undefined): string | null => {
    const at = instantOf(value, serverNow(), format.zone);
    return at === undefined ? null : `${format.day(at)} ${format.clock(at, false)}`;
  };
  const [from, to] = [text(search.from), text(search.to)];
  if (to === null) return t('time.after', { from: from ?? '' });
  return from === null ? t('time.before', { to }) : t('time.between', { from, to });
}
