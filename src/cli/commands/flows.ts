import type { Command } from 'commander';
import { formatDuration } from '../../config/duration.ts';
import type { Flow } from '../../contract/flow.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import type { Column } from '../show/table.ts';
import type { Say } from '../words/words.ts';

/** `drover flows …` */
export function addFlows(program: Command, shell: Shell): void {
  const { say } = shell;
  const flows = program.command('flows').description(say('flows_about'));
  flows
    .command('ls')
    .description(say('flows_ls_about'))
    .action(
      shell.action(async () => {
        const client = shell.connect();
        const items: Flow[] = [];
        let cursor: string | null = null;
        do {
          const page: Awaited<ReturnType<typeof client.flows>> = await client.flows({
            limit: 200,
            ...(cursor === null ? {} : { cursor }),
          });
          items.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== null);
        if (shell.json) shell.printJson({ items, nextCursor: null });
        else if (items.length === 0) shell.note(say('no_flows'));
        else shell.printTable(items, flowColumns(say));
        return exitCodes.ok;
      }),
    );
}

function flowColumns(say: Say): Column<Flow>[] {
  return [
    { title: say('column_flow'), text: (flow) => flow.name },
    {
      title: say('column_match'),
      text: ({ match }) => (match === null ? '-' : `${match.platform} ${match.taskType}`),
    },
    { title: say('column_pool'), text: (flow) => flow.pool },
    { title: say('column_timeout'), text: (flow) => formatDuration(flow.timeoutSeconds) },
    { title: say('column_retries'), text: (flow) => String(flow.retry.max) },
    { title: say('column_params'), text: parameterNames },
    { title: say('column_name'), text: (flow) => flow.title ?? '', flexible: true },
  ];
}

/** Names of the parameters by the schema, `*` at those that are required. */
function parameterNames({ params }: Flow): string {
  const { properties, required } = params;
  if (typeof properties !== 'object' || properties === null) return '-';
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const names = Object.keys(properties).map((name) => (needed.includes(name) ? `${name}*` : name));
  return names.length === 0 ? '-' : names.join(' ');
}
