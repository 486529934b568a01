import type { IconName } from '../components/icon.tsx';

/** A place in the menu. It shows once its page is in the table of routes. */
export interface MenuItem {
  /** Of its words: `menu.overview`. */
  readonly key:
    | 'overview'
    | 'runs'
    | 'shops'
    | 'schedules'
    | 'dead-letters'
    | 'incidents'
    | 'kpis'
    | 'nodes'
    | 'queues'
    | 'browsers'
    | 'flows'
    | 'system';
  readonly path: string;
  readonly icon: IconName;
  /** Pressed after `g`. */
  readonly letter?: string;
  readonly watch?: true;
}

export const menuItems: readonly MenuItem[] = [
  { key: 'overview', path: '/', icon: 'overview', letter: 'o' },
  { key: 'runs', path: '/runs', icon: 'runs', letter: 'r' },
  { key: 'shops', path: '/shops', icon: 'shops', letter: 's' },
  { key: 'schedules', path: '/schedules', icon: 'calendar', letter: 'c' },
  { key: 'dead-letters', path: '/dead-letters', icon: 'inbox', letter: 'd' },
  { key: 'incidents', path: '/incidents', icon: 'bell', watch: true },
  { key: 'kpis', path: '/kpis', icon: 'chart', watch: true },
  { key: 'nodes', path: '/nodes', icon: 'nodes', watch: true },
  { key: 'queues', path: '/queues', icon: 'filter', watch: true },
  { key: 'browsers', path: '/browsers', icon: 'browser', watch: true },
  { key: 'flows', path: '/flows', icon: 'flow', watch: true },
  { key: 'system', path: '/system', icon: 'gear', watch: true },
];

/** On a phone these are the tabs; the others stand under "more". */
export const tabKeys: readonly string[] = ['overview', 'runs', 'shops', 'dead-letters'];
