import { describe, expect, test } from 'vitest';
import { readCrontab } from './read-crontab.ts';

const options = { system: false, timezone: 'UTC', home: '/home/anna' };

describe('a crontab', () => {
  const read = (text: string, changes: Partial<typeof options> = {}) =>
    readCrontab(text, 'tab', { ...options, ...changes });

  test('is read with its settings, comments, short forms and scripts', () => {
    const { tasks, faults } = read(`
MAILTO=ops@example.com
DATA_DIR = "/srv/data dir"
# Nightly copy
5 0 * * * python3 /srv/jobs/copy.py --fast
# 0 1 * * * /old/entry

@daily cd jobs && /opt/py/bin/python3.11 -u clean.py
CRON_TZ=Asia/Shanghai
*/15 9-18 * * mon-fri /usr/local/bin/ping herd
30 8 * * * echo 100\\% >> /tmp/log%first%second
@reboot /usr/bin/begin
61 x
`);
    expect(
      tasks.map(({ name, description, times, program, cwd }) => ({ name, description, times, program, cwd })),
    ).toEqual([
      {
        name: 'copy',
        description: 'Nightly copy',
        times: { kind: 'cron', cron: '5 0 * * *', timezone: 'UTC', days: 'star' },
        program: { entry: '/srv/jobs/copy.py', interpreter: ['python3'], args: ['--fast'] },
        cwd: '/home/anna',
      },
      {
        name: 'clean',
        description: undefined,
        times: { kind: 'cron', cron: '0 0 * * *', timezone: 'UTC', days: 'star' },
        program: { entry: '/home/anna/jobs/clean.py', interpreter: ['/opt/py/bin/python3.11', '-u'] },
        cwd: '/home/anna/jobs',
      },
      {
        name: 'ping',
        description: undefined,
        times: { kind: 'cron', cron: '*/15 9-18 * * mon-fri', timezone: 'Asia/Shanghai', days: 'star' },
        program: { command: ['/usr/local/bin/ping', 'herd'] },
        cwd: '/home/anna',
      },
      {
        name: 'echo',
        description: undefined,
        times: { kind: 'cron', cron: '30 8 * * *', timezone: 'Asia/Shanghai', days: 'star' },
        program: { command: ['/bin/sh', '-c', "printf '%s' 'first\nsecond\n' | { echo 100% >> /tmp/log; }"] },
        cwd: '/home/anna',
      },
    ]);
    expect(tasks[0]?.env).toEqual({ DATA_DIR: '/srv/data dir' });
    expect(tasks[3]?.notes[0]).toContain('redirection');
    expect(faults.map(({ place }) => place)).toEqual(['tab:12', 'tab:13']);
  });

  test.each([
    ['0 0 30 2 *', 'never comes'],
    ['0 25 * * *', '25'],
    ['CRON_TZ=Asia/Nowhere\n0 1 * * *', 'time zone'],
  ])('keeps out a line that would never load, and takes the others: %j', (times, message) => {
    const { tasks, faults } = read(`0 3 * * * /bin/true\n${times} /bin/false\n`);
    expect(tasks.map(({ name }) => name)).toEqual(['true']);
    expect(faults).toEqual([
      { place: `tab:${1 + times.split('\n').length}`, message: expect.stringContaining(message) as string },
    ]);
  });

  test('of the system has a user in each line', () => {
    const { tasks } = read('0 3 * * * www-data /usr/bin/rotate now\n', { system: true });
    expect(tasks[0]).toMatchObject({ program: { command: ['/usr/bin/rotate', 'now'] } });
    expect(tasks[0]?.notes[0]).toContain('www-data');
  });
});
