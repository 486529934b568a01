import { useWords } from '../../words/words.ts';
import styles from './editor.module.css';
import type { FormPart } from './form-part.ts';
import { TextField } from './text-field.tsx';
import { schedulesWords } from './words.ts';

/** Expressions that most schedules have; each has its words. */
const usual = [
  ['5 0 * * *', 'usual.daily'],
  ['0 * * * *', 'usual.hourly'],
  ['*/30 * * * *', 'usual.halfHourly'],
  ['0 9 * * 1-5', 'usual.weekdays'],
  ['0 9 * * 1', 'usual.mondays'],
  ['0 2 1 * *', 'usual.monthly'],
] as const;

const zones = ['Asia/Shanghai', 'Asia/Hong_Kong', 'UTC', 'America/New_York', 'Europe/London'];

/** When: cron, or a fixed step. */
export function RhythmFields({ form, onPut, wrong, tried }: FormPart): React.JSX.Element {
  const t = useWords(schedulesWords);
  return (
    <section className={styles['part']}>
      <h2>{t('part.when')}</h2>
      <div className={styles['kinds']} role="radiogroup" aria-label={t('part.when')}>
        {(['cron', 'every'] as const).map((rhythm) => (
          <label key={rhythm} className={rhythm === form.rhythm ? styles['chosen'] : ''}>
            <input
              type="radio"
              name="rhythm"
              checked={rhythm === form.rhythm}
              onChange={() => onPut({ rhythm })}
            />
            {t(`rhythm.${rhythm}`)}
          </label>
        ))}
      </div>
      {form.rhythm === 'cron' ? (
        <>
          <div className={styles['usual']} role="group" aria-label={t('usual.label')}>
            {usual.map(([cron, key]) => (
              <button
                key={cron}
                type="button"
                aria-pressed={form.cron.trim() === cron}
                onClick={() => onPut({ cron })}
              >
                {t(key)}
              </button>
            ))}
          </div>
          <TextField
            label={t('field.cron')}
            help={t('help.cron')}
            mono
            value={form.cron}
            onType={(cron) => onPut({ cron })}
            fault={wrong('cron')}
            tried={tried}
          />
        </>
      ) : (
        <TextField
          label={t('field.every')}
          help={t('help.duration')}
          value={form.every}
          onType={(every) => onPut({ every })}
          fault={wrong('every')}
          tried={tried}
        />
      )}
      <TextField
        label={t('field.timezone')}
        help={t('help.timezone')}
        value={form.timezone}
        offers={zones}
        onType={(timezone) => onPut({ timezone })}
        fault={wrong('timezone')}
        tried={tried}
      />
    </section>
  );
}
