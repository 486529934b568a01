import type { Command } from 'commander';
import type { Why } from '../../contract/why.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { localInstant, timeSpan } from '../show/instants.ts';
import { shopText } from '../show/run-words.ts';
import { plainLine } from '../show/text-width.ts';
import type { Say } from '../words/words.ts';

/** `drover runs why ID`: why it isn't running, who holds it up, since when, and what would free it. */
export function addRunsWhy(parent: Command, shell: Shell): void {
  parent
    .command('why')
    .description(shell.say('runs_why_about'))
    .argument('<id>', shell.say('argument_run'))
    .action(
      shell.action(async (id: string) => {
        const why = await shell.connect().why(id);
        if (shell.json) shell.printJson(why);
        else shell.print(whyText(why, shell));
        return exitCodes.ok;
      }),
    );
}

/** The answer in lines. */
export function whyText(why: Why, { say, language, paint, caller }: Shell): string {
  const lines = [paint('bold', plainLine(why.sentence[language]))];
  if (why.since !== null) {
    const span = timeSpan(caller.now() - Date.parse(why.since), say);
    lines.push(say('why_since', { at: localInstant(why.since), span }));
  }
  if (why.dueAt !== null) lines.push(say('why_due', { at: localInstant(why.dueAt) }));
  if (why.position !== null) {
    lines.push(say('why_position', { ahead: why.position.ahead, total: why.position.total }));
  }
  if (why.holders.length > 0) lines.push(say('why_holders'));
  for (const holder of why.holders) {
    const node = holder.node === null ? '' : say('why_on_node', { node: holder.node });
    const since = timeSpan(caller.now() - Date.parse(holder.since), say);
    const state = say(`state_${holder.state}`);
    lines.push(
      `  ${say('why_holder', { run: holder.runId, flow: holder.flow, shop: shopText(holder), state, since })}${node}`,
    );
  }
  for (const node of why.nodes) {
    const lacks =
      node.lacks.length === 0
        ? say('why_node_fits')
        : say('why_node_lacks', {
            lacks: node.lacks.map((lack) => lackText(lack, say)).join(language === 'zh' ? '，' : ', '),
          });
    lines.push(`  ${say('why_node', { name: node.name, busy: node.busy, slots: node.slots })} ${lacks}`);
  }
  if (why.remedy !== null) lines.push(`→ ${plainLine(why.remedy[language])}`);
  return lines.join('\n');
}

/** What a node lacks, which the answer tells as `draining`, `slots` or `pool:NAME`, in words. */
function lackText(lack: string, say: Say): string {
  const [kind = '', ...rest] = lack.split(':');
  const name = rest.join(':');
  switch (kind) {
    case 'draining':
    case 'slots':
      return say(`why_lacks_${kind}`);
    case 'pool':
    case 'tag':
    case 'flow':
    case 'file':
      return say(`why_lacks_${kind}`, { name });
    default:
      return lack;
  }
}
