import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { useFlows } from '../../api/names.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Page } from '../../components/page.tsx';
import { Empty, Loading } from '../../components/page-states.tsx';
import { useWords } from '../../words/words.ts';
import { FlowForm } from './flow-form.tsx';
import styles from './run-flow-page.module.css';
import { runFlowWords } from './words.ts';

/** What, where, with what? Runs a flow by hand. */
export function RunFlowPage(): React.JSX.Element {
  const t = useWords(runFlowWords);
  const { flow: chosen, shop, like } = useSearch({ from: '/frame/run' });
  const navigate = useNavigate();
  const flows = useFlows();
  const flow = flows?.find(({ name }) => name === chosen);
  const model = useQuery({
    queryKey: queryKeys.runs.one(like ?? ''),
    queryFn: () => client.run(like ?? ''),
    enabled: like !== undefined,
  });
  return (
    <Page title={t('title')}>
      {flows === undefined ? (
        <Loading />
      ) : flows.length === 0 ? (
        <Empty icon="flow" title={t('flow.none.title')} text={t('flow.none.text')} />
      ) : (
        <div className={styles['page']}>
          <div className={styles['flow']}>
            <label className={styles['field']}>
              <b>{t('flow.label')}</b>
              <select
                value={flow?.name ?? ''}
                onChange={(event) =>
                  void navigate({ to: '/run', search: { flow: event.target.value, shop }, replace: true })
                }
              >
                {flow === undefined && <option value="">{t('flow.choose')}</option>}
                {flows.map((one) => (
                  <option key={one.name} value={one.name}>
                    {one.title === null ? one.name : `${one.title} · ${one.name}`}
                  </option>
                ))}
              </select>
            </label>
            {flow !== undefined && flow.description !== null && <p className="text2">{flow.description}</p>}
            {flow === undefined && chosen !== undefined && (
              <p className={styles['fault']}>{t('flow.unknown', { name: chosen })}</p>
            )}
          </div>
          {flow !== undefined && !model.isLoading && (
            <FlowForm
              key={`${flow.name} ${like ?? ''}`}
              flow={flow}
              params={model.data?.flow === flow.name ? model.data.params : {}}
              shops={shop === undefined ? [] : shop.split(',')}
              draftKey={`drover.form.${flow.name}.${like ?? ''}`}
            />
          )}
        </div>
      )}
    </Page>
  );
}
