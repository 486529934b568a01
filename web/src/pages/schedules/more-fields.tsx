import { misfireModes, overlapModes } from '../../../../src/contract/schedule-definition.ts';
import { useWords } from '../../words/words.ts';
import styles from './editor.module.css';
import type { FormPart } from './form-part.ts';
import type { ScheduleForm } from './schedule-form.model.ts';
import { useCalendars } from './schedule-reads.ts';
import { TextField } from './text-field.tsx';
import { schedulesWords } from './words.ts';

const priorities = ['9', '5', '1'] as const;
const texts = [
  ['catchUp', 'help.duration'],
  ['jitter', 'help.jitter'],
  ['spread', 'help.spread'],
  ['startAt', 'help.moment'],
  ['endAt', 'help.moment'],
  ['timeout', 'help.timeout'],
  ['expiresIn', 'help.expiresIn'],
  ['maxRetries', 'help.maxRetries'],
  ['tags', 'help.tags'],
  ['description', 'help.description'],
] as const satisfies readonly (readonly [keyof ScheduleForm, string])[];

/** What few schedules need: calendars, what happens when slots meet or are missed, limits. */
export function MoreFields({ form, onPut, wrong, tried }: FormPart): React.JSX.Element {
  const t = useWords(schedulesWords);
  const known = useCalendars();
  const calendars = [...new Set([...known, ...form.calendars])];
  const others = form.priority !== '' && !priorities.some((one) => one === form.priority);
  return (
    <details className={styles['more']} open={tried && texts.some(([field]) => wrong(field) !== null)}>
      <summary>{t('part.more')}</summary>
      <div className={styles['part']}>
        {calendars.length > 0 && (
          <fieldset className={styles['boxes']}>
            <legend>{t('field.calendars')}</legend>
            {calendars.map((name) => (
              <label key={name}>
                <input
                  type="checkbox"
                  checked={form.calendars.includes(name)}
                  onChange={(event) =>
                    onPut({
                      calendars: event.target.checked
                        ? [...form.calendars, name]
                        : form.calendars.filter((one) => one !== name),
                    })
                  }
                />
                {name}
              </label>
            ))}
          </fieldset>
        )}
        <label className={styles['field']}>
          {t('field.overlap')}
          <select
            value={form.overlap}
            onChange={(event) =>
              onPut({ overlap: overlapModes.find((one) => one === event.target.value) ?? 'skip' })
            }
          >
            {overlapModes.map((mode) => (
              <option key={mode} value={mode}>
                {t(`overlap.${mode}`)}
              </option>
            ))}
          </select>
        </label>
        <label className={styles['field']}>
          {t('field.misfire')}
          <select
            value={form.misfire}
            onChange={(event) =>
              onPut({ misfire: misfireModes.find((one) => one === event.target.value) ?? 'run-latest' })
            }
          >
            {misfireModes.map((mode) => (
              <option key={mode} value={mode}>
                {t(`misfire.${mode}`)}
              </option>
            ))}
          </select>
        </label>
        <label className={styles['field']}>
          {t('field.priority')}
          <select value={form.priority} onChange={(event) => onPut({ priority: event.target.value })}>
            <option value="">{t('priority.flow')}</option>
            {others && <option value={form.priority}>{form.priority}</option>}
            {priorities.map((priority) => (
              <option key={priority} value={priority}>
                {t(`priority.${priority}`)}
              </option>
            ))}
          </select>
        </label>
        {texts.map(([field, help]) => (
          <TextField
            key={field}
            label={t(`field.${field}`)}
            help={t(help)}
            value={form[field]}
            onType={(text) => onPut({ [field]: text })}
            fault={wrong(field)}
            tried={tried}
          />
        ))}
        <label className={styles['box']}>
          <input
            type="checkbox"
            checked={form.enabled}
            onChange={(event) => onPut({ enabled: event.target.checked })}
          />
          {t('field.enabled')}
        </label>
      </div>
    </details>
  );
}
