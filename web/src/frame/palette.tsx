import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { client } from '../api/client.ts';
import { signedOut } from '../api/query-client.ts';
import { hasPath } from '../app/has-path.ts';
import { choose } from '../app/preferences.ts';
import { useDark } from '../app/theme.ts';
import { Dialog } from '../components/dialog.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { sharedWords } from '../components/words.ts';
import { useLanguage, useWords } from '../words/words.ts';
import { fit, offered, type PaletteEntry } from './palette.model.ts';
import styles from './palette.module.css';
import { earlyKeys, setOverlay, useOverlay } from './palette-state.ts';
import { useMenuItems } from './use-menu.ts';
import { frameWords } from './words.ts';

interface Entry extends PaletteEntry {
  readonly icon: IconName;
  open(): void;
}

/** ⌘K: a run, a shop, a flow, a page or an action, found while one types. */
export function Palette(): React.JSX.Element {
  const t = useWords(frameWords);
  const open = useOverlay() === 'palette';
  return (
    <Dialog
      open={open}
      onCancel={() => setOverlay(null)}
      closable={false}
      title={null}
      width={560}
      style={{ top: 88 }}
      modalRender={(node) => <div aria-label={t('palette.label')}>{node}</div>}
    >
      {/* Not while it closes: opened again meanwhile, it begins anew. */}
      {open && <Body />}
    </Dialog>
  );
}

function Body(): React.JSX.Element {
  const t = useWords(frameWords);
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  // Enter means what is offered for what was typed, however fast.
  const text = typed.trim();
  const local = useLocalEntries();
  const found = useFound(useDeferredValue(text), text);
  const entries = useMemo(() => offered(local, found, text), [local, found, text]);
  const chosen = Math.min(at, entries.length - 1);
  const go = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    setOverlay(null);
    entry.open();
  };
  const move = (by: number): void => {
    const next = (chosen + by + entries.length) % Math.max(1, entries.length);
    setAt(next);
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className={styles['palette']}>
      <div className={styles['field']}>
        <Icon name="search" />
        <input
          // biome-ignore lint: the palette is opened to type into it
          autoFocus
          onFocus={() => setTyped((now) => now + earlyKeys())}
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={entries.length > 0 ? `${listId}-${chosen}` : undefined}
          aria-label={t('palette.label')}
          placeholder={t('palette.placeholder')}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'ArrowDown') move(1);
            else if (event.key === 'ArrowUp') move(-1);
            else if (event.key === 'Enter') go(entries[chosen]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div id={listId} role="listbox" aria-label={t('palette.label')} className={styles['list']}>
        {entries.map((entry, index) => (
          <div key={entry.id} role="presentation">
            {entry.group !== entries[index - 1]?.group && (
              <div className={styles['group']} role="presentation">
                {t(`palette.${entry.group}`)}
              </div>
            )}
            {/* biome-ignore lint: keys are the input's */}
            <div
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === chosen}
              className={`${styles['entry']} ${index === chosen ? styles['chosen'] : ''}`}
              onMouseMove={() => setAt(index)}
              onClick={() => go(entry)}
            >
              <Icon name={entry.icon} small />
              <span>{entry.label}</span>
              {entry.hint !== undefined && <span className={styles['hint']}>{entry.hint}</span>}
            </div>
          </div>
        ))}
        {entries.length === 0 && <p className={styles['none']}>{t('palette.none', { text })}</p>}
      </div>
      <p className={styles['foot']}>{t('palette.hint')}</p>
    </div>
  );
}

/** Leads to an address of the console whose page may be of a later version of the table of routes. */
function useGo(): (path: string, search?: Record<string, string>) => void {
  const router = useRouter();
  // Only paths that are in the table are offered.
  return (path, search = {}) => void router.navigate({ to: path as '/', search: search as never });
}

function useLocalEntries(): readonly Entry[] {
  const t = useWords(frameWords);
  const { routesByPath } = useRouter();
  const items = useMenuItems();
  const go = useGo();
  const dark = useDark();
  const language = useLanguage();
  const pages = items.map(
    ({ key, path, icon }): Entry => ({
      id: `page:${key}`,
      group: 'pages',
      icon,
      label: t(`menu.${key}`),
      also: [key, path],
      open: () => go(path),
    }),
  );
  const run: Entry[] = hasPath(routesByPath, '/run')
    ? [
        {
          id: 'run',
          group: 'actions',
          icon: 'play',
          label: t('menu.run'),
          also: ['run'],
          open: () => go('/run'),
        },
      ]
    : [];
  return [
    ...pages,
    ...run,
    {
      id: 'theme',
      group: 'actions',
      icon: dark ? 'sun' : 'moon',
      label: t(dark ? 'palette.theme.light' : 'palette.theme.dark'),
      also: ['theme', 'dark', 'light'],
      open: () => choose('theme', dark ? 'light' : 'dark'),
    },
    {
      id: 'language',
      group: 'actions',
      icon: 'globe',
      label: t('palette.language'),
      also: ['language', '语言'],
      open: () => choose('language', language === 'zh' ? 'en' : 'zh'),
    },
    {
      id: 'keys',
      group: 'actions',
      icon: 'keyboard',
      label: t('palette.keys'),
      also: ['keyboard', 'shortcuts'],
      open: () => setOverlay('keys'),
    },
    {
      id: 'sign-out',
      group: 'actions',
      icon: 'leave',
      label: t('palette.signOut'),
      also: ['logout', 'sign out'],
      open: () => void client.signOut().finally(signedOut),
    },
  ];
}

/**
 * What the server finds: runs by their id, shops, flows and nodes by id or name. `asked` may lag behind what is typed: then
 * only what fits that, too.
 */
function useFound(asked: string, typed: string): readonly Entry[] {
  const shared = useWords(sharedWords);
  const { routesByPath } = useRouter();
  const go = useGo();
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['palette', asked],
    queryFn: () => client.search(asked),
    enabled: asked.length > 1,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  if (data === undefined || asked.length < 2) return [];
  const entries: Entry[] = [];
  if (hasPath(routesByPath, '/runs')) {
    for (const run of data.runs) {
      const hint = [run.flow, run.shopId, shared(`state.${run.state}`)]
        .filter((part) => part !== null)
        .join(' · ');
      entries.push({
        id: run.id,
        group: 'runs',
        icon: run.state,
        label: run.id,
        hint,
        open: () => go(`/runs/${run.id}`),
      });
    }
    for (const shop of data.shops) {
      const hint = `${shop.platform}:${shop.id}`;
      const label = shop.name ?? shop.id;
      const open = (): void =>
        hasPath(routesByPath, '/shops')
          ? go(`/shops/${shop.platform}/${encodeURIComponent(shop.id)}`)
          : go('/runs', { shop: hint });
      entries.push({ id: `shop:${hint}`, group: 'shops', icon: 'shops', label, hint, open });
    }
  }
  if (hasPath(routesByPath, '/run')) {
    for (const { name, title } of data.flows) {
      const open = (): void => go('/run', { flow: name });
      entries.push({
        id: `flow:${name}`,
        group: 'flows',
        icon: 'play',
        label: title ?? name,
        hint: name,
        open,
      });
    }
  }
  if (hasPath(routesByPath, '/nodes')) {
    for (const { id, name } of data.nodes) {
      entries.push({
        id: `node:${id}`,
        group: 'nodes',
        icon: 'nodes',
        label: name,
        open: () => go('/nodes'),
      });
    }
  }
  return isPlaceholderData || asked !== typed ? entries.filter((entry) => fit(entry, typed) > 0) : entries;
}
