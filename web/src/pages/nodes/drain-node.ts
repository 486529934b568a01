import { mutationOptions } from '@tanstack/react-query';
import type { Node } from '../../../../src/contract/node.ts';
import type { PageOf } from '../../../../src/contract/paging.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';

/** Drains a node, or lets it work again; lists show the answer at once, before they are read anew. */
export function drainChange(node: Node) {
  return mutationOptions({
    mutationFn: () => (node.draining ? client.resumeNode(node.id) : client.drainNode(node.id)),
    onSuccess: (changed) => {
      queryClient.setQueriesData<PageOf<Node>>(
        { queryKey: queryKeys.nodes.all },
        (page) =>
          page && { ...page, items: page.items.map((one) => (one.id === changed.id ? changed : one)) },
      );
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.nodes.all }),
  });
}
