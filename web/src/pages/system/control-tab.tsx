import { useMutation, useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { makerWords } from '../../../../src/contract/maker-words.ts';
import type { StopAllAsked } from '../../../../src/contract/system.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { useConfirm } from '../../components/confirm.tsx';
import { Section } from '../../components/page.tsx';
import { Fault, ReadState } from '../../components/page-states.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import styles from './system.module.css';
import { systemWords } from './words.ts';

/** Maintenance mode, and apart from it what stops everything. */
export function ControlTab(): React.JSX.Element {
  return (
    <>
      <MaintenanceSection />
      <StopAllSection />
    </>
  );
}

function MaintenanceSection(): React.JSX.Element {
  const t = useWords(systemWords);
  const format = useFormat();
  const may = useMay('admin');
  const confirm = useConfirm();
  const system = useQuery({ queryKey: queryKeys.system, queryFn: () => client.system() });
  const change = useMutation({
    mutationFn: ({ on, note }: { readonly on: boolean; readonly note: string }) =>
      client.setMaintenance(on, note === '' ? undefined : note),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.system });
      void queryClient.invalidateQueries({ queryKey: queryKeys.overview });
    },
  });
  const start = async (): Promise<void> => {
    const answer = await confirm({
      title: t('maintenance.ask'),
      consequences: [t('maintenance.ask.1'), t('maintenance.ask.2')],
      action: t('maintenance.start'),
      note: { label: t('maintenance.ask.note') },
    });
    if (answer !== null) change.mutate({ on: true, note: answer.note });
  };
  return (
    <Section title={t('maintenance.title')}>
      <ReadState read={system} rows={3}>
        {({ maintenance }) => (
          <div className={styles['control']}>
            <p
              className={maintenance === null ? '' : styles['on']}
              role="status"
              title={maintenance === null ? undefined : format.exact(maintenance.since)}
            >
              {maintenance === null
                ? t('maintenance.off')
                : t('maintenance.on', {
                    who: maintenance.by === null ? '–' : makerWords(maintenance.by)[format.language],
                    time: format.instant(maintenance.since),
                  })}
            </p>
            {maintenance !== null && maintenance.note !== null && (
              <p>{t('maintenance.note', { note: maintenance.note })}</p>
            )}
            <p className="text2">{t('maintenance.what')}</p>
            {change.error !== null && <Fault error={change.error} />}
            {may &&
              (maintenance === null ? (
                <Button icon="paused" busy={change.isPending} onClick={() => void start()}>
                  {t('maintenance.start')}
                </Button>
              ) : (
                <Button
                  look="ink"
                  icon="play"
                  busy={change.isPending}
                  onClick={() => change.mutate({ on: false, note: '' })}
                >
                  {t('maintenance.end')}
                </Button>
              ))}
          </div>
        )}
      </ReadState>
    </Section>
  );
}

function StopAllSection(): React.JSX.Element | null {
  const t = useWords(systemWords);
  const may = useMay('admin');
  const confirm = useConfirm();
  const { message } = App.useApp();
  const stop = useMutation({
    mutationFn: (word: string) => client.stopAll(word),
    onSuccess: ({ cancelled, stopping }) => void message.info(t('stop.done', { cancelled, stopping })),
  });
  const ask = useMutation({
    mutationFn: () => client.askStopAll(),
    onSuccess: async (asked: StopAllAsked) => {
      const answer = await confirm({
        title: t('stop.ask'),
        consequences: [
          t('stop.ask.waiting', { count: asked.waiting }),
          t('stop.ask.running', { count: asked.running }),
          t('stop.ask.new'),
        ],
        action: t('stop.action'),
        danger: true,
        word: { label: t('stop.ask.word', { word: asked.confirm }), expected: asked.confirm },
      });
      if (answer !== null) stop.mutate(asked.confirm);
    },
  });
  if (!may) return null;
  const error = ask.error ?? stop.error;
  return (
    <Section title={t('stop.title')}>
      <div className={styles['control']}>
        <p className="text2">{t('stop.what')}</p>
        {error !== null && <Fault error={error} />}
        <Button look="danger" busy={ask.isPending || stop.isPending} onClick={() => ask.mutate()}>
          {t('stop.action')}
        </Button>
      </div>
    </Section>
  );
}
