import type { Run } from '../../contract/run.ts';
import type { Paint } from '../show/colours.ts';
import { textWidth } from '../show/text-width.ts';
import { type Say, type WordKey, wordsIn } from '../words/words.ts';

/** What `up` shows once it runs. */
export interface BannerFacts {
  readonly version: string;
  readonly url: string;
  /** Opens the console, signed in as administrator, once. */
  readonly signInUrl: string;
  readonly siteUrl: string | null;
  /** Of the stand-in engine; null: there is none. */
  readonly engineUrl: string | null;
  readonly dataFolder: string;
  /** Null where commands find the data folder by themselves. */
  readonly dataToSet: string | null;
  /** Runs of the first round, by which commands are shown that work as printed; empty without the example. */
  readonly runs: readonly Run[];
  readonly newAdminToken: string | null;
  /** Whether a language was asked for; else both are shown. */
  readonly say: Say | null;
}

/** The addresses, and commands to try. */
export function banner(facts: BannerFacts, paint: Paint): string {
  const label = facts.say ?? both;
  const places: [string, string][] = [
    [label('up_console'), facts.signInUrl],
    [label('up_api'), `${facts.url}  (${facts.url}/openapi.json)`],
    ...(facts.siteUrl === null ? [] : [[label('up_site'), facts.siteUrl] satisfies [string, string]]),
    ...(facts.engineUrl === null ? [] : [[label('up_engine'), facts.engineUrl] satisfies [string, string]]),
    [label('up_data'), facts.dataFolder],
  ];
  const lines = [paint('bold', title(facts)), '', ...columns(places, (text) => paint('cyan', text))];
  if (facts.newAdminToken !== null) lines.push('', tokenLine(facts, facts.newAdminToken));
  const commands = commandsToTry(facts, label);
  lines.push('', label('up_try'), '');
  lines.push(...columns(commands, (text) => paint('dim', text === '' ? '' : `# ${text}`)));
  if (facts.engineUrl !== null) lines.push('', label('try_exec'), '', ...execCommand(facts.url));
  lines.push('', label('up_stop'));
  return lines.join('\n');
}

type Label = (key: LabelKey) => string;
/** Words that need no value. */
type LabelKey = Extract<
  WordKey,
  `up_${'console' | 'api' | 'site' | 'engine' | 'data' | 'try' | 'set_data' | 'stop'}` | `try_${string}`
>;

function title({ say, version }: BannerFacts): string {
  if (say !== null) return say('up_ready', { version });
  return `${wordsIn('en')('up_ready', { version })} ${wordsIn('zh')('up_ready', { version })}`;
}

function tokenLine({ say }: BannerFacts, token: string): string {
  return (say ?? wordsIn('en'))('admin_token_made', { token });
}

function both(key: LabelKey): string {
  const [en, zh] = [wordsIn('en')(key), wordsIn('zh')(key)];
  return en === zh ? en : `${en} ${zh}`;
}

function commandsToTry({ runs, dataToSet }: BannerFacts, label: Label): [string, string][] {
  const commands: [string, string][] = [];
  if (dataToSet !== null) commands.push([`export DROVER_DATA=${quoted(dataToSet)}`, label('up_set_data')]);
  commands.push(['npx drover runs ls', label('try_runs')]);
  const [first] = runs;
  const last = runs.at(-1);
  if (first !== undefined && last !== undefined) {
    commands.push([`npx drover runs show ${first.id}`, label('try_show')]);
    commands.push([`npx drover runs logs -f ${first.id}`, label('try_logs')]);
    commands.push([`npx drover runs why ${last.id}`, label('try_why')]);
  }
  const sync = runs.find((run) => run.flow === 'sync_order' && run.shopId !== null && run.platform !== null);
  if (sync !== undefined) {
    const shop = `${sync.platform}:${sync.shopId}`;
    const date = String(sync.params['date']);
    commands.push([`npx drover submit sync_order --shop ${shop} --param date=${date}`, label('try_submit')]);
    commands.push([
      `npx drover submit batch_reply --shops platform=${sync.platform}`,
      label('try_submit_many'),
    ]);
    commands.push([`npx drover shops pause ${shop}`, label('try_pause')]);
  }
  commands.push(['npx drover shops ls', label('try_shops')], ['npx drover nodes ls', label('try_nodes')]);
  return commands;
}

/** A call of the exec API, which the stand-in engine answers. */
function execCommand(url: string): string[] {
  return [
    `  curl -N ${url}/rpa/v1/exec -H 'Authorization: Bearer my-engine-token' \\`,
    `       -H 'Content-Type: application/json' -d '{"project_id": "demo"}'`,
  ];
}

/** Pairs in two columns, indented. */
function columns(
  pairs: readonly (readonly [string, string])[],
  paintSecond: (text: string) => string,
): string[] {
  const width = Math.max(...pairs.map(([first]) => textWidth(first)));
  return pairs.map(([first, second]) =>
    `  ${first}${' '.repeat(width - textWidth(first) + 2)}${paintSecond(second)}`.trimEnd(),
  );
}

/** As one word of a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
