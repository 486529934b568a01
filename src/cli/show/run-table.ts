import type { Run } from '../../contract/run.ts';
import type { Language, Say } from '../words/words.ts';
import { localInstant } from './instants.ts';
import { remarkText, shopText, stateColour, stateText } from './run-words.ts';
import type { Column } from './table.ts';

/** Runs as a table. */
export function runColumns(say: Say, language: Language): Column<Run>[] {
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
    { title: say('column_remark'), text: (run) => remarkText(run, say, language), flexible: true },
  ];
}
