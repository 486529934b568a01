import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { hasPath } from '../../app/has-path.ts';
import { LinkButton } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { ReadState } from '../../components/page-states.tsx';
import { useNow } from '../../format/ticking.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { HerdStrips } from './herd-strips.tsx';
import { HoursChart } from './hours-chart.tsx';
import { Matters } from './matters.tsx';
import { NextHour } from './next-hour.tsx';
import { NodeSlots } from './node-slots.tsx';
import { NowStrip } from './now-strip.tsx';
import styles from './overview-page.module.css';
import { Verdict } from './verdict.tsx';
import { overviewWords } from './words.ts';

/** Nodes that come and go while nothing runs change no run: no live event tells of them. ms */
const beatMs = 15_000;

/** Is all well? The verdict first, what to handle, then how things stand. */
export function OverviewPage(): React.JSX.Element {
  const t = useWords(overviewWords);
  const format = useFormat();
  const now = useNow(60);
  const { routesByPath } = useRouter();
  const mayRun = useMay('operator') && hasPath(routesByPath, '/run');
  const read = useQuery({
    queryKey: queryKeys.overview,
    queryFn: () => client.overview(),
    refetchInterval: beatMs,
  });
  return (
    <Page
      title={t('title')}
      fact={format.longDay(now)}
      actionsOnPhone="hidden"
      actions={
        mayRun ? (
          // Shown to who may run something.
          <LinkButton look="ink" icon="play" to="/run">
            {t('action.run')}
          </LinkButton>
        ) : undefined
      }
    >
      <ReadState read={read} rows={16}>
        {(overview) => (
          <>
            <Verdict overview={overview} />
            <Matters matters={overview.matters} />
            <NowStrip overview={overview} />
            <div className={styles['blocks']}>
              <HoursChart overview={overview} className={styles['hours']} />
              <NextHour overview={overview} className={styles['next']} />
              <HerdStrips className={styles['herd']} />
              <NodeSlots className={styles['nodes']} />
            </div>
          </>
        )}
      </ReadState>
    </Page>
  );
}
