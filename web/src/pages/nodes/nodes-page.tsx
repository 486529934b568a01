/** Is there room? Slots of each node as they fill; drain for maintenance. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Node } from '../../../../src/contract/node.ts';
import { nodeListQuery } from '../../api/node-list.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Empty, ReadState } from '../../components/page-states.tsx';
import { Ago } from '../../components/time.tsx';
import { useWords } from '../../words/words.ts';
import { Drain } from './drain.tsx';
import { NodeMore } from './node-more.tsx';
import styles from './nodes.module.css';
import { inOrder, type Room, roomOf } from './room.model.ts';
import { nodesWords } from './words.ts';

const keyOf = (node: Node): string => node.id;
/** Bars are drawn for so many slots; more are told by their number alone. */
const mostBars = 24;

export function NodesPage(): React.JSX.Element {
  const t = useWords(nodesWords);
  const [opened, setOpened] = useState<string | null>(null);
  const nodes = useQuery(nodeListQuery);
  const columns = useColumns(opened, setOpened);
  const room = roomOf(nodes.data?.items ?? []);
  return (
    <Page title={t('nodes.title')} fact={t('nodes.fact', { busy: room.busy, slots: room.slots })}>
      <ReadState read={nodes} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="nodes" title={t('empty.title')} text={t('empty.text')} />
          ) : (
            <>
              <Section>
                <Verdict room={room} />
              </Section>
              <DataTable
                label={t('nodes.title')}
                columns={columns}
                rows={inOrder(items)}
                rowKey={keyOf}
                total={items.length}
                expanded={(node) => (node.id === opened ? <NodeMore node={node} /> : undefined)}
              />
            </>
          )
        }
      </ReadState>
    </Page>
  );
}

function Verdict({ room }: { readonly room: Room }): React.JSX.Element {
  const t = useWords(nodesWords);
  const parts = [
    room.connected === 0
      ? t('verdict.none')
      : room.free === 0
        ? t('verdict.full')
        : t('verdict.room', { count: room.free }),
    ...(room.draining > 0 ? [t('verdict.draining', { count: room.draining })] : []),
    ...(room.away > 0 ? [t('verdict.away', { count: room.away })] : []),
  ];
  return (
    <p className={styles['verdict']} role="status">
      {parts.join(' ')}
    </p>
  );
}

function useColumns(opened: string | null, onOpen: (id: string | null) => void): readonly Column<Node>[] {
  const t = useWords(nodesWords);
  return useMemo(
    () => [
      {
        key: 'state',
        title: t('column.state'),
        width: '96px',
        phone: 'trail',
        cell: (node) => <NodeState node={node} />,
      },
      {
        key: 'name',
        title: t('column.node'),
        width: 'minmax(110px, 1fr)',
        phone: 'lead',
        cell: (node) => <b>{node.name}</b>,
      },
      {
        key: 'slots',
        title: t('column.slots'),
        width: 'minmax(140px, 2fr)',
        phone: 'below',
        cell: (node) => <Slots node={node} />,
      },
      {
        key: 'flows',
        title: t('column.flows'),
        width: 'minmax(60px, 1fr)',
        cell: (node) => <Flows node={node} />,
      },
      { key: 'version', title: t('column.version'), width: '72px', cell: (node) => node.version },
      {
        key: 'seen',
        title: t('column.seen'),
        width: '104px',
        align: 'right',
        cell: (node) => <Ago at={node.lastSeenAt} />,
      },
      {
        key: 'drain',
        title: '',
        width: '96px',
        cell: (node) => <Drain node={node} />,
      },
      {
        key: 'more',
        title: '',
        width: '30px',
        phone: 'trail',
        cell: (node) => (
          <button
            type="button"
            className={styles['opener']}
            aria-expanded={opened === node.id}
            aria-label={opened === node.id ? t('action.less') : t('action.more')}
            onClick={() => onOpen(opened === node.id ? null : node.id)}
          >
            <Icon name={opened === node.id ? 'down' : 'right'} small />
          </button>
        ),
      },
    ],
    [t, opened, onOpen],
  );
}

function NodeState({ node }: { readonly node: Node }): React.JSX.Element {
  const t = useWords(nodesWords);
  const icons = {
    connected: 'succeeded',
    draining: 'paused',
    reconnecting: 'retrying',
    offline: 'cancelled',
  } as const;
  return (
    <span className={`${styles['state']} ${styles[node.state]}`}>
      <Icon name={icons[node.state]} small />
      {t(`state.${node.state}`)}
    </span>
  );
}

function Slots({ node }: { readonly node: Node }): React.JSX.Element {
  const t = useWords(nodesWords);
  return (
    <span className={styles['slots']} title={t('slots.label', { busy: node.busy, slots: node.slots })}>
      {node.slots <= mostBars && (
        <span className={styles['bars']} aria-hidden="true">
          {Array.from({ length: node.slots }, (_, index) => (
            <i key={index} className={index < node.busy ? styles['taken'] : ''} />
          ))}
        </span>
      )}
      <span>
        {node.busy} / {node.slots}
      </span>
    </span>
  );
}

function Flows({ node }: { readonly node: Node }): React.JSX.Element {
  const t = useWords(nodesWords);
  const outdated = node.flows.filter((flow) => flow.outdated).length;
  const missing = node.missing.length;
  return (
    <span>
      {t('flows.count', { count: node.flows.length })}
      {outdated > 0 && <span className={styles['warn']}> · {t('flows.outdated', { count: outdated })}</span>}
      {missing > 0 && <span className={styles['warn']}> · {t('flows.missing', { count: missing })}</span>}
    </span>
  );
}
