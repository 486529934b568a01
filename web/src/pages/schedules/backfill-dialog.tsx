import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useState } from 'react';
import type { BackfillPreview } from '../../../../src/contract/backfill.ts';
import type { Schedule } from '../../../../src/contract/schedule.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Button } from '../../components/button.tsx';
import { faultText } from '../../components/fault-text.ts';
import { Icon } from '../../components/icon.tsx';
import { Loading } from '../../components/page-states.tsx';
import { sharedWords } from '../../components/words.ts';
import { serverNow } from '../../format/server-clock.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { instantOfLocal, localText } from '../runs/zoned-time.model.ts';
import styles from './backfill.module.css';
import { schedulesWords } from './words.ts';

interface BackfillDialogProps {
  readonly schedule: Schedule;
  readonly open: boolean;
  onClose(): void;
}

const dayMs = 86_400_000;
const rates = [1, 5, 10, 50] as const;
/** Slots that are listed before it is begun. */
const shownSlots = 100;

/** Runs slots of the past: chosen by a range, looked at before it begins. */
export function BackfillDialog({ schedule, open, onClose }: BackfillDialogProps): React.JSX.Element {
  const t = useWords(schedulesWords);
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={t('backfill.title', { name: schedule.id })}
      size={560}
      destroyOnHidden
    >
      <Form schedule={schedule} onClose={onClose} />
    </Drawer>
  );
}

function Form({ schedule, onClose }: Omit<BackfillDialogProps, 'open'>): React.JSX.Element {
  const t = useWords(schedulesWords);
  const shared = useWords(sharedWords);
  const { id, zone } = schedule;
  const [from, setFrom] = useState(() => localText(serverNow() - dayMs, zone));
  const [to, setTo] = useState(() => localText(serverNow(), zone));
  const [only, setOnly] = useState<'gaps' | 'all'>('gaps');
  const [ignoreCalendars, setIgnoreCalendars] = useState(false);
  const [rate, setRate] = useState<number>(10);
  const [note, setNote] = useState('');
  const [begin, end] = [instantOfLocal(from, zone), instantOfLocal(to, zone)];
  const sensible = begin !== undefined && end !== undefined && begin < end;
  const range = {
    from: new Date(begin ?? 0).toISOString(),
    to: new Date(end ?? 0).toISOString(),
    ...{ only, ignoreCalendars, ratePerSecond: rate },
  };
  const preview = useQuery({
    queryKey: [...queryKeys.schedules.backfills(id), 'preview', range],
    queryFn: () => client.previewBackfill(id, range),
    enabled: sensible,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const start = useMutation({
    mutationFn: () =>
      client.createBackfill(id, { ...range, ...(note.trim() === '' ? {} : { note: note.trim() }) }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.schedules.all });
      onClose();
    },
  });
  const takes = preview.data?.takes ?? 0;
  const runs = preview.data?.runs ?? 0;
  const error = start.error ?? preview.error;
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate();
      }}
    >
      <div className={styles['row']}>
        {(
          [
            ['from', from, setFrom],
            ['to', to, setTo],
          ] as const
        ).map(([name, value, set]) => (
          <label key={name} className={styles['field']}>
            {t(`backfill.${name}`, { zone })}
            <input type="datetime-local" value={value} onChange={(event) => set(event.target.value)} />
          </label>
        ))}
      </div>
      {!sensible && (
        <p className={styles['fault']} role="alert">
          {t('backfill.order')}
        </p>
      )}
      <div role="radiogroup" aria-label={t('backfill.only')} className={styles['choices']}>
        {(['gaps', 'all'] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="only" checked={only === one} onChange={() => setOnly(one)} />
            <span>
              {t(`backfill.only.${one}`)}
              <small>{t(`backfill.only.${one}.help`)}</small>
            </span>
          </label>
        ))}
        {schedule.calendars.length > 0 && (
          <label>
            <input
              type="checkbox"
              checked={ignoreCalendars}
              onChange={(event) => setIgnoreCalendars(event.target.checked)}
            />
            {t('backfill.ignoreCalendars')}
          </label>
        )}
      </div>
      <label className={styles['field']}>
        {t('backfill.rate')}
        <select value={rate} onChange={(event) => setRate(Number(event.target.value))}>
          {rates.map((one) => (
            <option key={one} value={one}>
              {t('backfill.perSecond', { count: one })}
            </option>
          ))}
        </select>
      </label>
      <label className={styles['field']}>
        {t('backfill.note')}
        <input value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
      </label>
      {sensible && preview.data === undefined && preview.error === null && <Loading rows={4} />}
      {sensible && preview.data !== undefined && preview.error === null && <Told preview={preview.data} />}
      {error !== null && (
        <p className={styles['fault']} role="alert">
          {faultText(error, shared).text}
        </p>
      )}
      <div className={styles['actions']}>
        <Button onClick={onClose}>{shared('action.back')}</Button>
        <Button
          type="submit"
          look="ink"
          icon="play"
          busy={start.isPending}
          disabled={!sensible || takes === 0 || preview.isPlaceholderData}
        >
          {takes === 0 ? t('backfill.nothing') : t('backfill.start', { slots: takes, runs })}
        </Button>
      </div>
    </form>
  );
}

/** What it would do. */
function Told({ preview }: { readonly preview: BackfillPreview }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const format = useFormat();
  const { slots, takes, ran, calendar, items } = preview;
  return (
    <section aria-label={t('preview.title')}>
      <p role="status">
        <b>{t('backfill.told', { slots, takes })}</b>
        {ran > 0 && <span className="text2"> {t('backfill.ran', { count: ran })}</span>}
        {calendar > 0 && <span className="text2"> {t('backfill.calendar', { count: calendar })}</span>}
      </p>
      <ul className={styles['slots']} tabIndex={0} aria-label={t('slots.title')}>
        {items.slice(0, shownSlots).map((slot) => (
          <li key={slot.at} className={slot.takes ? '' : styles['not']}>
            <Icon name={slot.takes ? 'play' : slot.skipped === 'calendar' ? 'skip' : 'tick'} small />
            <time dateTime={slot.at} title={format.exact(slot.at)}>
              {slot.local}
            </time>
            <span className="text3">
              {slot.takes ? t('backfill.takes') : t(`backfill.skips.${slot.skipped ?? 'ran'}`)}
            </span>
          </li>
        ))}
      </ul>
      {slots > shownSlots && <p className="text3">{t('backfill.more', { count: slots - shownSlots })}</p>}
    </section>
  );
}
