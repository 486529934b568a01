import type { ScheduleState as State } from '../../../../src/contract/schedule.ts';
import { Icon } from '../../components/icon.tsx';
import { useWords } from '../../words/words.ts';
import styles from './schedules.module.css';
import { schedulesWords } from './words.ts';

const icons = { active: 'tick', paused: 'paused', disabled: 'cancelled', ended: 'expired' } as const;

/** A schedule's state as an icon and a word. */
export function ScheduleState({ state }: { readonly state: State }): React.JSX.Element {
  const t = useWords(schedulesWords);
  return (
    <span className={`${styles['state']} ${styles[`is-${state}`]}`}>
      <Icon name={icons[state]} small />
      {t(`state.${state}`)}
    </span>
  );
}
