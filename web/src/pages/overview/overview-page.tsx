import { Page } from '../../components/page.tsx';
import { useNow } from '../../format/ticking.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { overviewWords } from './words.ts';

/** Is all well? */
export function OverviewPage(): React.JSX.Element {
  const t = useWords(overviewWords);
  const format = useFormat();
  const now = useNow(60);
  return (
    <Page title={t('title')} fact={format.longDay(now)}>
      {null}
    </Page>
  );
}
