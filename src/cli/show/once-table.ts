import { makerWords } from '../../contract/maker-words.ts';
import type { OnceKey, OnceKeyState } from '../../contract/once.ts';
import type { Language, Say } from '../words/words.ts';
import type { Colour } from './colours.ts';
import { localInstant } from './instants.ts';
import type { Column } from './table.ts';

const colours: Readonly<Record<OnceKeyState, Colour | null>> = {
  unknown: 'red',
  under_way: 'cyan',
  done: 'green',
  freed: 'dim',
};

/** Keys of side effects that happen once as a table. */
export function onceColumns(say: Say, language: Language): Column<OnceKey>[] {
  return [
    { title: say('column_once_key'), text: (once) => once.key },
    {
      title: say('column_state'),
      text: (once) => say(`once_${once.state}`),
      colour: (once) => colours[once.state],
    },
    { title: say('column_run'), text: (once) => once.runId },
    { title: say('column_attempt'), text: (once) => String(once.attempt) },
    { title: say('column_once_since'), text: (once) => localInstant(once.since) },
    { title: say('column_once_until'), text: (once) => localInstant(once.until) },
    { title: say('column_remark'), text: (once) => settledText(once, say, language), flexible: true },
  ];
}

function settledText({ settled, ...once }: OnceKey, say: Say, language: Language): string {
  if (settled === null) return '';
  const { happened, note, runId: run, attempt } = settled;
  const by = settled.by === null ? '-' : makerWords(settled.by)[language];
  const at = localInstant(settled.at);
  const told = say(happened ? 'once_told_happened' : 'once_told_not', { by, at });
  const noted = note === null ? told : `${told}: ${note}`;
  const isOfThis = run === once.runId && attempt === once.attempt;
  return isOfThis ? noted : say('once_told_before', { told: noted, run, attempt });
}
