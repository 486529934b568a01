/** The server that commands talk to: reachable, of this version, working, with a node that has slots, and the same time. */
import { ApiError } from '../../client/api-error.ts';
import { type Client, createClient } from '../../client/client.ts';
import { drover } from '../drover-package.ts';
import { listenFault } from '../listen-fault.ts';
import type { ServerFound } from '../server-found.ts';
import { maintenanceText } from '../show/maintenance-text.ts';
import { toldIn } from '../show/told.ts';
import type { Language, Say } from '../words/words.ts';
import { broken, type Finding, good, warning } from './finding.ts';

/** A difference that a person would notice in lists and schedules, ms. The header that tells the time has whole seconds. */
const noticeableMs = 5000;

/** Whether the port can be listened on; asked only where no server of ours answers. */
export async function checkPort(say: Say, host: string, port: number): Promise<Finding> {
  const fault = await listenFault(host, port);
  if (fault === null) return good('port', say('doctor_port_free', { host, port }));
  return broken('port', say('doctor_port_taken', { host, port, detail: fault }), say('doctor_port_remedy'));
}

/** Everything about a server; `now` is this machine's time, ms. */
export async function checkServer(
  { say, language }: { readonly say: Say; readonly language: Language },
  server: ServerFound,
  now: () => number,
): Promise<Finding[]> {
  const { url, token } = server;
  let told: { readonly at: number; readonly asked: number } | null = null;
  const client = createClient({
    url,
    token,
    tool: 'cli',
    fetch: async (...request) => {
      const asked = now();
      const response = await fetch(...request);
      const date = Date.parse(response.headers.get('date') ?? '');
      if (Number.isFinite(date)) told = { at: date, asked };
      return response;
    },
  });
  let version: string;
  try {
    ({ version } = await client.health());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const text = say('doctor_server_silent', { url, detail: error.message });
    return [broken('server', text, say('doctor_server_remedy'))];
  }
  const found: Finding[] = [good('server', say('doctor_server', { url }))];
  if (version === drover.version) found.push(good('version', say('doctor_version', { version })));
  else {
    const text = say('doctor_version_differs', { server: version, mine: drover.version });
    found.push(warning('version', text, say('doctor_version_remedy')));
  }
  found.push(clockFinding(say, told, now()));
  found.push(...(await checkReadiness(say, language, client)));
  try {
    found.push(
      await checkNodes(say, client),
      ...(await checkMatters(say, language, client)),
      ...(await checkMaintenance(say, language, client)),
      ...(await checkQueues(say, language, client)),
    );
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) throw error;
    found.push(
      broken('token', say('doctor_token', { detail: toldIn(language, error) }), say('sign_in_hint')),
    );
  }
  return found;
}

function clockFinding(
  say: Say,
  told: { readonly at: number; readonly asked: number } | null,
  now: number,
): Finding {
  // The server's second may have begun just before it was asked, or be about to end when its answer is here.
  const off = told === null ? 0 : Math.max(told.at - now, told.asked - (told.at + 1000), 0);
  const seconds = Math.round(off / 1000);
  if (off <= noticeableMs) return good('clock', say('doctor_clock'));
  return warning('clock', say('doctor_clock_off', { seconds }), say('doctor_clock_remedy'));
}

async function checkReadiness(say: Say, language: Language, client: Client): Promise<Finding[]> {
  const { checks } = await client.readiness();
  return checks
    .filter(({ name }) => name !== 'nodes')
    .map(({ name, ok, detail, words }) => {
      const told = { name: say(`check_${name}`), detail: toldIn(language, { message: detail, words }) };
      if (ok) return good(name, say('doctor_part', told));
      return broken(name, say('doctor_part_broken', told), say('doctor_part_remedy'));
    });
}

async function checkNodes(say: Say, client: Client): Promise<Finding> {
  const { items } = await client.nodes({ state: 'connected', limit: 200 });
  const slots = items.reduce((sum, node) => sum + node.slots, 0);
  if (slots > 0) return good('nodes', say('doctor_nodes', { count: items.length, slots }));
  return broken('nodes', say('doctor_nodes_none'), say('doctor_nodes_remedy'));
}

/** What nobody may have noticed: nodes that were there within a day and are gone, and schedules that wait for the clock. */
async function checkMatters(say: Say, language: Language, client: Client): Promise<Finding[]> {
  const { matters } = await client.overview();
  return matters.flatMap(({ kind, subject, note, noteWords }) => {
    const names = subject ?? '?';
    if (kind === 'nodes_offline')
      return warning(
        'nodes_missed',
        say('doctor_nodes_missed', { names }),
        say('doctor_nodes_missed_remedy'),
      );
    if (kind !== 'clock_back') return [];
    const detail = toldIn(language, { message: note ?? '', words: noteWords });
    return warning(
      'clock_back',
      say('doctor_clock_back', { names, detail }),
      say('doctor_clock_back_remedy'),
    );
  });
}

/** Maintenance mode that was forgotten looks like a herd that does nothing. */
async function checkMaintenance(say: Say, language: Language, client: Client): Promise<Finding[]> {
  const { maintenance } = await client.system();
  if (maintenance === null) return [];
  const text = say('doctor_maintenance', { since: maintenanceText(maintenance, language) });
  return [warning('maintenance', text, say('doctor_maintenance_remedy'))];
}

/** Alarms of the broker's queues; those of the broker as a whole are told by whether it is ready. */
async function checkQueues(say: Say, language: Language, client: Client): Promise<Finding[]> {
  const { alarms } = await client.broker();
  return alarms
    .filter(({ queue }) => queue !== null)
    .map(({ words }) => warning('queues', words[language], say('doctor_queues_remedy')));
}
