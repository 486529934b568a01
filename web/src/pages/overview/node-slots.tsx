import { useQuery } from '@tanstack/react-query';
import type { Node } from '../../../../src/contract/node.ts';
import { nodeListQuery } from '../../api/node-list.ts';
import { Section } from '../../components/page.tsx';
import { ReadState } from '../../components/page-states.tsx';
import { useNow } from '../../format/ticking.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import styles from './node-slots.module.css';
import { nodesShown } from './overview.model.ts';
import { overviewWords } from './words.ts';

/** Slots that are drawn one by one; of a larger node a bar is drawn. */
const drawnSlots = 12;

/** The nodes, with their slots as they fill. */
export function NodeSlots({ className }: { readonly className: string | undefined }): React.JSX.Element {
  const t = useWords(overviewWords);
  const now = useNow(60);
  const read = useQuery(nodeListQuery);
  const nodes = nodesShown(read.data?.items ?? [], now);
  const there = nodes.filter(({ state }) => state !== 'offline');
  const total = there.reduce((sum, { slots }) => sum + slots, 0);
  const busy = there.reduce((sum, node) => sum + node.busy, 0);
  return (
    <Section
      title={t('nodes.title')}
      aside={read.data === undefined ? undefined : t('nodes.slots', { busy, total })}
      className={className}
    >
      <ReadState read={read} rows={4}>
        {() =>
          nodes.length === 0 ? (
            <p className="text2">{t('nodes.none')}</p>
          ) : (
            <ul>
              {nodes.map((node) => (
                <NodeRow key={node.id} node={node} now={now} />
              ))}
            </ul>
          )
        }
      </ReadState>
    </Section>
  );
}

function NodeRow({ node, now }: { readonly node: Node; readonly now: number }): React.JSX.Element {
  const t = useWords(overviewWords);
  const format = useFormat();
  const { name, slots, busy, state } = node;
  const gone = state === 'offline';
  return (
    <li className={`${styles['node']} ${gone ? 'text2' : ''}`}>
      <span className="ellipsis" title={name}>
        {name}
      </span>
      <span className={styles['slots']} role="img" aria-label={t('nodes.row', { name, slots, busy })}>
        {slots <= drawnSlots ? (
          Array.from({ length: slots }, (_, slot) => (
            <i key={slot} className={gone ? styles['gone'] : slot < busy ? styles['busy'] : styles['free']} />
          ))
        ) : (
          <span className={styles['bar']}>
            <i className={styles['busy']} style={{ width: `${gone ? 0 : (busy / slots) * 100}%` }} />
          </span>
        )}
      </span>
      <span className={`number ${gone ? styles['trouble'] : 'text2'}`}>
        {state === 'connected'
          ? `${busy} / ${slots}`
          : state === 'offline'
            ? t('node.offline', { lasting: format.lasting(now - Date.parse(node.lastSeenAt)) })
            : t(`node.${state}`)}
      </span>
    </li>
  );
}
