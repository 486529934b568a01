import { Popover } from 'antd';
import { choose, usePreference } from '../../app/preferences.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { useWords } from '../../words/words.ts';
import styles from './column-picker.module.css';
import { chosenColumns, columnKeys, fixedColumns } from './run-columns.tsx';
import { runsWords } from './words.ts';

/** Chooses the columns of lists of runs; this device remembers them. */
export function ColumnPicker(): React.JSX.Element {
  const t = useWords(runsWords);
  usePreference('runColumns');
  const chosen = chosenColumns();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      content={
        <div className={styles['list']} role="group" aria-label={t('columns.choose')}>
          {columnKeys
            .filter((key) => !fixedColumns.includes(key))
            .map((key) => {
              const label = t(`column.${key}`);
              const toggle = (): void =>
                choose(
                  'runColumns',
                  columnKeys.filter((one) => (one === key) !== chosen.includes(one)).join(','),
                );
              return (
                <label key={key} className={styles['option']}>
                  <Checkbox label={label} checked={chosen.includes(key)} onToggle={toggle} />
                  {label}
                </label>
              );
            })}
          <Button size="small" look="quiet" onClick={() => choose('runColumns', '')}>
            {t('columns.reset')}
          </Button>
        </div>
      }
    >
      <Button icon="columns">{t('columns.choose')}</Button>
    </Popover>
  );
}
