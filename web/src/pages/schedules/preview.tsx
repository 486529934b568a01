import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiError, type PreviewAsked } from '../../../../src/client/index.ts';
import type { Preview as PreviewAnswer } from '../../../../src/contract/schedule.ts';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Button } from '../../components/button.tsx';
import { faultText } from '../../components/fault-text.ts';
import { sharedWords } from '../../components/words.ts';
import { dayOf } from '../../format/instants.model.ts';
import { serverNow } from '../../format/server-clock.ts';
import { useFormat } from '../../format/use-format.ts';
import { messageIn, toldIn } from '../../words/told.model.ts';
import { type Language, useWords } from '../../words/words.ts';
import styles from './editor.module.css';
import { Fires } from './fire-list.tsx';
import { daysOf, lastWholeDay, monthAfter, monthEnds, mostFires } from './fires.model.ts';
import { MonthGrid } from './month-grid.tsx';
import { previewOf, type ScheduleForm } from './schedule-form.model.ts';
import { schedulesWords } from './words.ts';

/** How long after the last key the server is asked, ms. */
const settleMs = 250;
const shownFires = 10;

/** The value as it was once it stood still. */
function useSettled<Value>(value: Value, key: string): Value {
  const [settled, setSettled] = useState({ key, value });
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ key, value }), settleMs);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key stands for the value
  }, [key]);
  return settled.value;
}

/** What the form means in words, when it fires next and what is left out, and a month of it. */
export function Preview({ form }: { readonly form: ScheduleForm }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const shared = useWords(sharedWords);
  const { language } = useFormat();
  const typed = previewOf(form);
  const asked = useSettled(typed, JSON.stringify(typed));
  const read = useQuery({
    queryKey: queryKeys.schedules.preview({ ...asked, count: shownFires }),
    queryFn: () => client.previewSchedule({ ...asked, count: shownFires }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const fault =
    read.error === null ? null : (cronFault(read.error, language) ?? faultText(read.error, shared).text);
  return (
    <>
      <section>
        <h2>{t('preview.title')}</h2>
        {asked === null ? (
          <p className="text3">{t('preview.nothing')}</p>
        ) : fault !== null ? (
          <p className={styles['fault']} role="alert">
            {fault}
          </p>
        ) : (
          read.data !== undefined && <Told preview={read.data} />
        )}
      </section>
      {asked !== null && fault === null && read.data !== undefined && (
        <PreviewMonth asked={asked} zone={read.data.zone} />
      )}
    </>
  );
}

function Told({ preview }: { readonly preview: PreviewAnswer }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const { language } = useFormat();
  return (
    <>
      <p className={styles['words']} role="status">
        {toldIn(preview.words, language)}
      </p>
      <p className="text3">{t('preview.fires', { zone: preview.zone })}</p>
      {preview.items.length === 0 ? (
        <p className="text2">{t('fires.none')}</p>
      ) : (
        <Fires fires={preview.items} />
      )}
    </>
  );
}

interface PreviewMonthProps {
  readonly asked: PreviewAsked;
  readonly zone: string;
}

function PreviewMonth({ asked, zone }: PreviewMonthProps): React.JSX.Element | null {
  const t = useWords(schedulesWords);
  const today = dayOf(serverNow(), zone);
  const [chosen, setChosen] = useState<string | null>(null);
  const month = chosen ?? today.slice(0, 7);
  const { from, to } = monthEnds(month);
  const read = useQuery({
    queryKey: queryKeys.schedules.preview({ ...asked, month }),
    queryFn: () =>
      client.previewSchedule({
        ...asked,
        from: new Date(Math.max(from, serverNow())).toISOString(),
        count: mostFires,
      }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (read.data === undefined) return null;
  const { items } = read.data;
  const days = daysOf(
    [],
    items.filter(({ at }) => Date.parse(at) < to),
    zone,
  );
  return (
    <MonthGrid
      month={month}
      today={today}
      read={{ days, firstWhole: null, lastWhole: lastWholeDay(items) }}
      steps={
        <>
          <Button
            size="small"
            look="quiet"
            icon="left"
            aria-label={t('month.before')}
            disabled={month <= today.slice(0, 7)}
            onClick={() => setChosen(monthAfter(month, -1))}
          />
          <Button
            size="small"
            look="quiet"
            icon="right"
            aria-label={t('month.after')}
            onClick={() => setChosen(monthAfter(month, 1))}
          />
        </>
      }
    />
  );
}

/** What is wrong with the expression, in the language in force; null: something else went wrong. */
function cronFault(error: unknown, language: Language): string | null {
  const [fault] = error instanceof ApiError ? error.faults : [];
  return fault === undefined ? null : messageIn(fault, language);
}
