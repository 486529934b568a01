import type { Command } from 'commander';
import type { Client } from '../../client/client.ts';
import type { Node } from '../../contract/node.ts';
import { CommandFailure } from '../command-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { localInstant } from '../show/instants.ts';
import type { Column } from '../show/table.ts';
import type { Say } from '../words/words.ts';

/** `drover nodes …` */
export function addNodes(program: Command, shell: Shell): void {
  const { say } = shell;
  const nodes = program.command('nodes').description(say('nodes_about'));
  nodes
    .command('ls')
    .description(say('nodes_ls_about'))
    .action(
      shell.action(async () => {
        const page = await shell.connect().nodes({ limit: 200 });
        if (shell.json) shell.printJson(page);
        else if (page.items.length === 0) shell.note(say('no_nodes'));
        else shell.printTable(page.items, nodeColumns(say));
        return exitCodes.ok;
      }),
    );
  nodes
    .command('drain')
    .description(say('nodes_drain_about'))
    .argument('<node>', say('argument_node'))
    .action(
      shell.action(async (given: string) => {
        const client = shell.connect();
        const node = await client.drainNode(await nodeId(client, given, say));
        if (shell.json) shell.printJson({ node });
        else shell.print(say('drained_node', { node: node.name, busy: node.busy }));
        return exitCodes.ok;
      }),
    );
  nodes
    .command('resume')
    .description(say('nodes_resume_about'))
    .argument('<node>', say('argument_node'))
    .action(
      shell.action(async (given: string) => {
        const client = shell.connect();
        const node = await client.resumeNode(await nodeId(client, given, say));
        if (shell.json) shell.printJson({ node });
        else shell.print(say('resumed_node', { node: node.name }));
        return exitCodes.ok;
      }),
    );
}

/** The id of the node that was named by its id or by a name that one node alone has. */
async function nodeId(client: Client, given: string, say: Say): Promise<string> {
  const { items } = await client.nodes({ limit: 200 });
  if (items.some((node) => node.id === given)) return given;
  const named = items.filter((node) => node.name === given);
  if (named.length > 1) {
    const ids = named.map((node) => node.id).join(', ');
    throw new CommandFailure(exitCodes.usage, 'usage', say('several_nodes', { name: given, ids }));
  }
  // An unknown one is the server's to refuse.
  return named[0]?.id ?? given;
}

/** `2/5`, and the pools with slots of their own: `2/5, engine 40/2000`. */
function slotsOf({ busy, slots, poolSlots }: Node): string {
  return [`${busy}/${slots}`, ...poolSlots.map((one) => `${one.pool} ${one.busy}/${one.slots}`)].join(', ');
}

function nodeColumns(say: Say): Column<Node>[] {
  return [
    { title: say('column_node'), text: (node) => node.name },
    { title: say('column_id'), text: (node) => node.id },
    {
      title: say('column_state'),
      text: (node) => say(`node_${node.state}`),
      colour: (node) => (node.state === 'connected' ? 'green' : node.state === 'offline' ? 'red' : 'yellow'),
    },
    { title: say('column_slots'), text: slotsOf },
    { title: say('column_pools'), text: (node) => node.pools.join(', ') },
    { title: say('column_tags'), text: (node) => (node.tags.length === 0 ? '-' : node.tags.join(', ')) },
    { title: say('column_seen'), text: (node) => localInstant(node.lastSeenAt) },
    {
      title: say('column_remark'),
      text: (node) => {
        const outdated = node.flows.filter((flow) => flow.outdated).map((flow) => flow.name);
        const missing = node.missing.map(({ flow, path }) => `${flow} (${path})`);
        return [
          ...(outdated.length === 0 ? [] : [say('outdated_flows', { flows: outdated.join(', ') })]),
          ...(missing.length === 0 ? [] : [say('missing_files', { flows: missing.join(', ') })]),
        ].join('; ');
      },
      flexible: true,
    },
  ];
}
