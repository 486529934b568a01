/** Is the installation sound? Checks with remedies; maintenance and the emergency stop; tokens; what this is. */
import { useParams } from '@tanstack/react-router';
import { LinkButton } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { Empty } from '../../components/page-states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useWords } from '../../words/words.ts';
import { AboutTab } from './about-tab.tsx';
import { ControlTab } from './control-tab.tsx';
import { HealthTab } from './health-tab.tsx';
import { TokensTab } from './tokens-tab.tsx';
import { systemWords } from './words.ts';

const tabs = { health: HealthTab, control: ControlTab, tokens: TokensTab, about: AboutTab } as const;
const tabKeys = ['health', 'control', 'tokens', 'about'] as const;

export function SystemPage(): React.JSX.Element {
  const t = useWords(systemWords);
  const { tab } = useParams({ from: '/frame/system/$tab' });
  const current = tabKeys.find((key) => key === tab);
  const Tab = current === undefined ? null : tabs[current];
  return (
    <Page title={t('title')}>
      <Tabs
        label={t('tabs')}
        current={current ?? ''}
        tabs={tabKeys.map((key) => ({
          key,
          label: t(`tab.${key}`),
          link: { to: '/system/$tab', params: { tab: key } },
        }))}
      />
      {Tab === null ? (
        <Empty
          icon="search"
          title={t('missing.title', { tab })}
          text={t('missing.text')}
          action={
            <LinkButton to="/system/$tab" params={{ tab: 'health' }}>
              {t('missing.health')}
            </LinkButton>
          }
        />
      ) : (
        <Tab />
      )}
    </Page>
  );
}
