import { memo } from 'react';
import type { LogLine } from '../../../../../src/contract/link.ts';
import { remarkIn } from '../../../../../src/contract/log-remark.ts';
import { ownWordsIn } from '../../../../../src/contract/own-words.ts';
import { language, type Translate, useWords } from '../../../words/words.ts';
import { runWords } from '../words.ts';
import { spansOf } from './ansi.model.ts';
import { marked } from './log-window.model.ts';
import styles from './run-log.module.css';

interface LogLineViewProps {
  readonly number: number;
  /** undefined: it is being read. */
  readonly line: LogLine | undefined;
  readonly time: string;
  readonly failed: boolean;
  /** The line of the address. */
  readonly current: boolean;
  readonly sought: string;
  onNumber(number: number): void;
}

/** One line: its number leads to it, its time, its text in its colours. */
export const LogLineView = memo(
  ({ number, line, time, failed, current, sought, onNumber }: LogLineViewProps): React.JSX.Element => {
    const t = useWords(runWords);
    const [, stream = 'out', stored = ''] = line ?? [];
    const text = stream === 'sys' ? toldIn(stored, t) : stored;
    const classes = [
      styles['line'],
      styles[stream],
      failed ? styles['failed'] : '',
      current ? styles['current'] : '',
    ];
    return (
      <li className={classes.join(' ')} data-line={number} aria-current={current || undefined}>
        <button
          type="button"
          className={styles['number']}
          aria-label={t('log.line', { n: number })}
          tabIndex={-1}
          onClick={() => onNumber(number)}
        >
          {number}
        </button>
        <span className={styles['time']}>{time}</span>
        <span className={styles['text']}>
          {spansOf(text).map((span, place) => (
            <span
              // biome-ignore lint: pieces of a line never move
              key={place}
              className={span.classes.map((word) => styles[word]).join(' ')}
              style={span.colour === null ? undefined : { color: span.colour }}
            >
              {marked(span.text, sought).map((piece, at) =>
                // biome-ignore lint: as above
                piece.hit ? <mark key={at}>{piece.text}</mark> : piece.text,
              )}
            </span>
          ))}
        </span>
      </li>
    );
  },
  // The callback is new at each rendering and does the same.
  (before, after) =>
    before.line === after.line &&
    before.time === after.time &&
    before.current === after.current &&
    before.sought === after.sought,
);
type RunKey = NonNullable<(typeof runWords)['keys']>;

/** What the system says is said in the reader's language. */
function toldIn(text: string, t: Translate<RunKey>): string {
  const remark = remarkIn(text);
  if (remark === null) return ownWordsIn(text, language());
  if (remark.kind === 'node_lost') return t('log.node_lost');
  const { count, reason } = remark;
  return reason === null ? t('log.left_out', { count }) : t(`log.left_out.${reason}`, { count });
}

LogLineView.displayName = 'LogLineView';
