import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { tellsError } from '../../../../../src/contract/log-errors.ts';
import type { Attempt } from '../../../../../src/contract/run.ts';
import { client, serverUrl } from '../../../api/client.ts';
import { Button } from '../../../components/button.tsx';
import { ChoiceFilter } from '../../../components/filter-bar.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Fault } from '../../../components/page-states.tsx';
import { useShortcuts } from '../../../components/shortcuts.ts';
import { numberText } from '../../../format/numbers.model.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useWords } from '../../../words/words.ts';
import { runWords } from '../words.ts';
import { LogLineView } from './log-line.tsx';
import { LogStore } from './log-store.ts';
import { logWindow, nextFound, scrollTopOf } from './log-window.model.ts';
import styles from './run-log.module.css';

interface RunLogProps {
  readonly runId: string;
  /** Attempts so far, oldest first. */
  readonly attempts: readonly Attempt[];
  /** The attempt and line of the address. */
  readonly attempt: number | undefined;
  readonly line: number | undefined;
  onAddress(attempt: number, line: number | undefined): void;
}

/** The log of an attempt; without one in the address, of the last. */
export function RunLog(props: RunLogProps): React.JSX.Element {
  const { attempts, attempt, runId } = props;
  const t = useWords(runWords);
  const shown = attempts.find((one) => one.attempt === attempt) ?? attempts.at(-1);
  if (shown === undefined)
    return (
      <section className={styles['log']} id="log" aria-label={t('log.title')}>
        <div className={styles['head']}>
          <h2>{t('log.title')}</h2>
          <span className="text3">{t('log.none')}</span>
        </div>
      </section>
    );
  // An attempt that ends or begins is another log to follow.
  return <AttemptLog key={`${runId} ${shown.attempt} ${shown.endedAt === null}`} {...props} shown={shown} />;
}

interface Found {
  readonly text: string;
  readonly lines: readonly number[];
  readonly more: boolean;
}

const settleMs = 300;

function AttemptLog({
  runId,
  attempts,
  shown,
  line,
  onAddress,
}: RunLogProps & { readonly shown: Attempt }): React.JSX.Element {
  const t = useWords(runWords);
  const format = useFormat();
  const live = shown.endedAt === null;
  const number = shown.attempt;
  const store = useMemo(() => new LogStore(runId, number, live), [runId, number, live]);
  useEffect(() => {
    store.start();
    return () => store.stop();
  }, [store]);
  const { total, ready, error } = useSyncExternalStore(store.subscribe, store.snapshot);

  const view = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [place, setPlace] = useState({ top: 0, height: 400 });
  const [follows, setFollows] = useState(live && line === undefined);
  const [wrap, setWrap] = useState(false);
  const [full, setFull] = useState(false);
  const [sought, setSought] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [current, setCurrent] = useState(line ?? 0);
  const { height, top, first, last } = logWindow(total, place.top, place.height);
  useEffect(() => store.want(first, last), [store, first, last]);

  // The view's own height, and the place where it begins: at the line of the address, else at the end.
  const placed = useRef(false);
  useLayoutEffect(() => {
    const element = view.current;
    if (element === null) return undefined;
    const measure = (): void => setPlace({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const show = (target: number): void => {
    const element = view.current;
    if (element === null) return;
    setFollows(false);
    element.scrollTop = scrollTopOf(target, total, element.clientHeight);
  };
  useLayoutEffect(() => {
    const element = view.current;
    if (element === null || !ready) return;
    if (follows || (!placed.current && line === undefined)) element.scrollTop = element.scrollHeight;
    else if (!placed.current && line !== undefined)
      element.scrollTop = scrollTopOf(line, total, element.clientHeight);
    if (total > 0) placed.current = true;
  }, [ready, total, follows, line, height]);
  // The address leads to another line: a step or an evidence was followed.
  const lineBefore = useRef(line);
  useEffect(() => {
    if (lineBefore.current === line) return;
    lineBefore.current = line;
    const element = view.current;
    if (line === undefined || element === null || !placed.current) return;
    setCurrent(line);
    setFollows(false);
    element.scrollTop = scrollTopOf(line, total, element.clientHeight);
  }, [line, total]);

  const go = (target: number | null): void => {
    if (target === null) return;
    setCurrent(target);
    show(target);
    lineBefore.current = target;
    onAddress(number, target);
  };
  const search = async (text: string): Promise<Found | null> => {
    if (text === '') {
      setFound(null);
      return null;
    }
    const answer = await client.logSearch(runId, { attempt: number, text });
    const next = { text, lines: answer.lines, more: answer.more };
    setFound(next);
    return next;
  };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const step = async (forwards: boolean): Promise<void> => {
    clearTimeout(timer.current);
    const text = sought.trim();
    const known = found !== null && found.text === text && !live ? found : await search(text);
    if (known !== null) go(nextFound(known.lines, current, forwards));
  };
  const nextError = async (): Promise<void> => {
    const answer = await client.logSearch(runId, { attempt: number, errors: true });
    go(nextFound(answer.lines, current, true));
  };
  // Keys call what holds now, not what held when they were listened for.
  const actions = { step, nextError };
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  const keys = useMemo(
    () => ({
      n: () => void latest.current.step(true),
      N: () => void latest.current.step(false),
      e: () => void latest.current.nextError(),
      f: () => setFollows((now) => !now),
      l: () => {
        view.current?.scrollIntoView({ block: 'nearest' });
        view.current?.focus();
      },
    }),
    [],
  );
  useShortcuts(keys);

  const rows = [];
  for (let one = first; one <= last; one++) rows.push(one);
  const address = found === null ? -1 : found.lines.indexOf(current);
  return (
    <section
      className={`${styles['log']} ${full ? styles['full'] : ''}`}
      id="log"
      aria-label={t('log.title')}
    >
      <div className={styles['head']}>
        <h2>{t('log.title')}</h2>
        {attempts.length > 1 ? (
          <ChoiceFilter
            label=""
            all={t('log.last')}
            value={String(number)}
            options={attempts.map((one) => ({
              value: String(one.attempt),
              label: t('log.attempt', { n: one.attempt }),
            }))}
            onChoose={(value) =>
              onAddress(Number(value === '' ? attempts.at(-1)?.attempt : value), undefined)
            }
          />
        ) : null}
        <label className={styles['search']}>
          <Icon name="search" small />
          <input
            ref={field}
            type="search"
            data-filter
            aria-label={t('log.search', { count: total })}
            placeholder={t('log.search', { count: total })}
            value={sought}
            maxLength={200}
            spellCheck={false}
            onChange={(event) => {
              const text = event.target.value;
              setSought(text);
              clearTimeout(timer.current);
              timer.current = setTimeout(() => void search(text.trim()), settleMs);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') void step(!event.shiftKey);
              if (event.key === 'Escape') event.currentTarget.blur();
            }}
          />
          {found !== null && (
            <span className={styles['hits']} role="status">
              {found.lines.length === 0
                ? t('log.noHit')
                : `${address < 0 ? '–' : numberText(address + 1)} / ${numberText(found.lines.length)}${found.more ? '+' : ''}`}
            </span>
          )}
        </label>
        {found !== null && found.lines.length > 0 && (
          <span className={styles['steps']}>
            <Button
              size="small"
              look="quiet"
              icon="up"
              aria-label={t('log.previous')}
              onClick={() => void step(false)}
            />
            <Button
              size="small"
              look="quiet"
              icon="down"
              aria-label={t('log.next')}
              onClick={() => void step(true)}
            />
          </span>
        )}
        <span className="grow" />
        {live && (
          <Button
            size="small"
            look={follows ? 'plain' : 'quiet'}
            icon="down"
            aria-pressed={follows}
            onClick={() => setFollows(!follows)}
          >
            {t('log.follow')}
          </Button>
        )}
        <Button size="small" look="quiet" icon="target" onClick={() => void nextError()}>
          {t('log.error')}
        </Button>
        <Button
          size="small"
          look={wrap ? 'plain' : 'quiet'}
          icon="wrap"
          aria-pressed={wrap}
          onClick={() => setWrap(!wrap)}
        >
          {t('log.wrap')}
        </Button>
        <a
          className={styles['icon-link']}
          href={`${serverUrl}/api/runs/${encodeURIComponent(runId)}/logs?attempt=${number}`}
          download={`${runId}-${number}.log`}
          aria-label={t('log.download')}
          title={t('log.download')}
        >
          <Icon name="download" small />
        </a>
        <span className={styles['for-phone']}>
          <Button
            size="small"
            look="quiet"
            icon={full ? 'close' : 'overview'}
            aria-label={t(full ? 'log.small' : 'log.full')}
            onClick={() => setFull(!full)}
          />
        </span>
      </div>
      {error !== null && !ready && <Fault error={error} what="read" />}
      <div
        ref={view}
        className={`${styles['view']} ${wrap ? styles['wraps'] : ''}`}
        tabIndex={0}
        role="log"
        aria-label={t('log.title')}
        aria-live="off"
        style={{ height: full ? undefined : Math.min(480, Math.max(120, total * 20 + 16)) }}
        onScroll={(event) => {
          const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
          setPlace({ top: scrollTop, height: clientHeight });
          // Whoever scrolls up wants to read.
          if (follows && scrollHeight - scrollTop - clientHeight > 60) setFollows(false);
        }}
      >
        {ready && total === 0 && (
          <p className={styles['empty']}>{live ? t('log.waiting') : t('log.empty')}</p>
        )}
        <div style={{ height }} className={styles['whole']}>
          <ol className={styles['lines']} style={{ transform: `translateY(${top}px)` }}>
            {rows.map((one) => {
              const content = store.line(one);
              return (
                <LogLineView
                  key={one}
                  number={one}
                  line={content}
                  time={content === undefined || content[0] === 0 ? '' : logTime(content[0], format.clock)}
                  failed={content !== undefined && tellsError(content)}
                  current={one === (line ?? 0)}
                  sought={found?.text ?? ''}
                  onNumber={(chosen) => {
                    setCurrent(chosen);
                    lineBefore.current = chosen;
                    onAddress(number, chosen);
                  }}
                />
              );
            })}
          </ol>
        </div>
      </div>
    </section>
  );
}

/** 14:21:56.2 */
function logTime(at: number, clock: (at: number) => string): string {
  return `${clock(at)}.${Math.floor((at % 1000) / 100)}`;
}
