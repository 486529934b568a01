import type { Node } from '../../../../src/contract/node.ts';
import { usePhone } from '../../components/use-media.ts';
import { useWords } from '../../words/words.ts';
import { Drain } from './drain.tsx';
import styles from './nodes.module.css';
import { nodesWords } from './words.ts';

/** What a node is and offers. */
export function NodeMore({ node }: { readonly node: Node }): React.JSX.Element {
  const t = useWords(nodesWords);
  const phone = usePhone();
  const facts = [
    [t('detail.host'), node.host],
    [t('detail.system'), node.os],
    [t('detail.pid'), String(node.pid)],
    [t('detail.pools'), node.pools.join(', ')],
    [t('detail.tags'), node.tags.length === 0 ? '–' : node.tags.join(', ')],
    [t('detail.id'), node.id],
  ] as const;
  return (
    <div className={styles['more']}>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section>
        <h3>{t('detail.flows')}</h3>
        <ul>
          {node.flows.map((flow) => (
            <li key={flow.name}>
              {flow.name}
              {flow.outdated && <span className={styles['warn']}> · {t('detail.outdated')}</span>}
            </li>
          ))}
          {node.missing.map(({ flow, path }) => (
            <li key={flow}>
              {flow}
              <span className={styles['warn']}> · {t('detail.missing', { path })}</span>
            </li>
          ))}
        </ul>
      </section>
      {phone && <Drain node={node} />}
    </div>
  );
}
