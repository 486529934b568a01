import type { Run } from '../../contract/run.ts';
import type { Maintenance } from '../../contract/system.ts';
import type { Language, Say } from '../words/words.ts';
import { localInstant } from './instants.ts';
import { remarkText, shopText, stateColour, stateText } from './run-words.ts';
import type { Column } from './table.ts';

/** Runs as a table; `maintenance`: what keeps queued ones from starting. */
export function runColumns(
  say: Say,
  language: Language,
  maintenance: Maintenance | null = null,
): Column<Run>[] {
  const halted =
    maintenance === null ? '' : say('remark_maintenance', { note: maintenance.note ?? '' }).trim();
  const remark = (run: Run): string =>
    run.state === 'queued' && halted !== '' ? halted : remarkText(run, say, language);
  return [
    { title: say('column_run'), text: (run) => run.id },
    { title: say('column_flow'), text: (run) => run.flow },
    { title: say('column_shop'), text: shopText },
    {
      title: say('column_state'),
      text: (run) => stateText(run, say),
      colour: (run) => stateColour(run.state),
    },
    { title: say('column_attempt'), text: (run) => String(run.attempt) },
    { title: say('column_created'), text: (run) => localInstant(run.createdAt) },
    { title: say('column_remark'), text: (run) => remark(run), flexible: true },
  ];
}
