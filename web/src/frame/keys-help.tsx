import { Dialog } from '../components/dialog.tsx';
import { useWords } from '../words/words.ts';
import styles from './keys-help.module.css';
import { setOverlay, useOverlay } from './palette-state.ts';
import { useMenuItems } from './use-menu.ts';
import { frameWords } from './words.ts';

/** The list of keys. */
export function KeysHelp(): React.JSX.Element {
  const t = useWords(frameWords);
  const items = useMenuItems();
  const open = useOverlay() === 'keys';
  const lines: [string, string][] = [
    ['⌘ K / Ctrl K', t('keys.palette')],
    ['/', t('keys.filter')],
    ...items.flatMap(({ letter, key }): [string, string][] =>
      letter === undefined ? [] : [[`g ${letter}`, t('keys.go', { name: t(`menu.${key}`) })]],
    ),
    ['j k', t('keys.rows')],
    ['x', t('keys.select')],
    ['Enter', t('keys.openRow')],
    ['Esc', t('keys.back')],
    ['r', t('keys.retry')],
    ['l', t('keys.log')],
    ['e', t('keys.error')],
    ['f', t('keys.follow')],
    ['n N', t('keys.matches')],
    ['?', t('keys.help')],
  ];
  return (
    <Dialog open={open} onCancel={() => setOverlay(null)} title={t('keys.title')} width={440}>
      <dl className={styles['keys']}>
        {lines.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="text3">{t('keys.off')}</p>
    </Dialog>
  );
}
