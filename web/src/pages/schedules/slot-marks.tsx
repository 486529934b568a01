import type { Slot } from '../../../../src/contract/schedule.ts';
import { Icon } from '../../components/icon.tsx';
import { useFormat } from '../../format/use-format.ts';
import { toldIn } from '../../words/told.model.ts';
import { useWords } from '../../words/words.ts';
import { lookIcons, lookOf, looksOf, type SlotLook } from './schedules.model.ts';
import styles from './slot-marks.module.css';
import { schedulesWords } from './words.ts';

/** The last slots, oldest first, a small mark each: full height where it ran, a low one where it was left out. */
export function SlotMarks({ slots }: { readonly slots: readonly Slot[] }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const format = useFormat();
  if (slots.length === 0) return <span className="text3">{t('marks.none')}</span>;
  const told = looksOf(slots).map(([look, count]) => t('marks.part', { look: t(`look.${look}`), count }));
  return (
    <span className={styles['marks']} role="img" aria-label={told.join(t('list.join'))}>
      {slots.toReversed().map((slot) => (
        <i
          key={slot.at}
          className={`${styles['mark']} ${styles[lookOf(slot)]}`}
          title={`${format.instant(slot.at)} · ${toldIn(slot.words, format.language)}`}
        />
      ))}
    </span>
  );
}

/** A slot's look as an icon and a word. */
export function SlotLookMark({ look }: { readonly look: SlotLook }): React.JSX.Element {
  const t = useWords(schedulesWords);
  return (
    <span className={`${styles['look']} ${styles[`word-${look}`]}`}>
      <Icon name={lookIcons[look]} small />
      {t(`look.${look}`)}
    </span>
  );
}
