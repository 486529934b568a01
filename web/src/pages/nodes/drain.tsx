import { useMutation } from '@tanstack/react-query';
import type { Node } from '../../../../src/contract/node.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { useConfirm } from '../../components/confirm.tsx';
import { Fault } from '../../components/page-states.tsx';
import { useWords } from '../../words/words.ts';
import { drainChange } from './drain-node.ts';
import { nodesWords } from './words.ts';

/** Lets a node finish and gives it nothing new, or the other way round. */
export function Drain({ node }: { readonly node: Node }): React.JSX.Element | null {
  const t = useWords(nodesWords);
  const may = useMay('operator');
  const confirm = useConfirm();
  const change = useMutation(drainChange(node));
  if (!may || (node.state === 'offline' && !node.draining)) return null;
  const ask = async (): Promise<void> => {
    if (node.draining) return change.mutate();
    const answer = await confirm({
      title: t('drain.title', { name: node.name }),
      consequences: [...(node.busy > 0 ? [t('drain.1', { count: node.busy })] : []), t('drain.2')],
      action: t('action.drain'),
    });
    if (answer !== null) change.mutate();
  };
  return (
    <>
      <Button size="small" busy={change.isPending} onClick={() => void ask()}>
        {node.draining ? t('action.resume') : t('action.drain')}
      </Button>
      {change.error !== null && <Fault error={change.error} />}
    </>
  );
}
