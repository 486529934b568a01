import { useMemo, useState } from 'react';
import type { Shop } from '../../../../src/contract/shop.ts';
import { Button } from '../../components/button.tsx';
import { PlatformMark, platformName } from '../../components/platform-mark.tsx';
import { useLanguage, useWords } from '../../words/words.ts';
import styles from './shop-choice.module.css';
import { keyOf, type Target, type TargetKind } from './target.model.ts';
import { runFlowWords } from './words.ts';

const kinds: readonly TargetKind[] = ['one', 'some', 'all', 'none'];

interface ShopChoiceProps {
  readonly target: Target;
  readonly shops: readonly Shop[];
  onChange(next: Target): void;
}

/** One shop, a selection, all, or none. */
export function ShopChoice({ target, shops, onChange }: ShopChoiceProps): React.JSX.Element {
  const t = useWords(runFlowWords);
  const language = useLanguage();
  const platforms = useMemo(() => [...new Set(shops.map(({ platform }) => platform))], [shops]);
  return (
    <div className={styles['choice']}>
      <div className={styles['kinds']} role="radiogroup" aria-label={t('shops.label')}>
        {kinds.map((kind) => (
          <label key={kind} className={kind === target.kind ? styles['chosen'] : ''}>
            <input
              type="radio"
              name="target"
              checked={kind === target.kind}
              onChange={() => onChange({ ...target, kind })}
            />
            {t(`kind.${kind}`)}
          </label>
        ))}
      </div>
      {target.kind === 'all' && (
        <label className={styles['platform']}>
          {t('shops.platform')}
          <select
            value={target.platform}
            onChange={(event) => onChange({ ...target, platform: event.target.value })}
          >
            <option value="">{t('shops.platform.all')}</option>
            {platforms.map((platform) => (
              <option key={platform} value={platform}>
                {platformName(platform, language)}
              </option>
            ))}
          </select>
        </label>
      )}
      {(target.kind === 'one' || target.kind === 'some') && (
        <ShopList target={target} shops={shops} onChange={onChange} />
      )}
    </div>
  );
}

function ShopList({ target, shops, onChange }: ShopChoiceProps): React.JSX.Element {
  const t = useWords(runFlowWords);
  const language = useLanguage();
  const [typed, setTyped] = useState('');
  const sought = typed.trim().toLowerCase();
  const found = shops.filter((shop) =>
    `${shop.name ?? ''} ${keyOf(shop)} ${platformName(shop.platform, language)} ${shop.tags.join(' ')}`
      .toLowerCase()
      .includes(sought),
  );
  const chosen = new Set(target.kind === 'one' ? target.shops.slice(0, 1) : target.shops);
  const several = target.kind === 'some';
  const put = (keys: Iterable<string>): void => onChange({ ...target, shops: [...keys] });
  return (
    <>
      <input
        type="search"
        className={styles['search']}
        data-filter
        aria-label={t('shops.search')}
        placeholder={t('shops.search')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul className={styles['list']}>
        {found.map((shop) => {
          const key = keyOf(shop);
          return (
            <li key={key}>
              <label className={chosen.has(key) ? styles['picked'] : ''}>
                <input
                  type={several ? 'checkbox' : 'radio'}
                  name={several ? undefined : 'shop'}
                  checked={chosen.has(key)}
                  onChange={() => {
                    if (!several) return put([key]);
                    const next = new Set(chosen);
                    if (!next.delete(key)) next.add(key);
                    return put(next);
                  }}
                />
                <PlatformMark platform={shop.platform} label={platformName(shop.platform, language)} />
                <span className="ellipsis">{shop.name ?? shop.id}</span>
                <span className="grow" />
                {shop.paused !== null && <span className={styles['paused']}>{t('shops.paused')}</span>}
                {!shop.enabled && <span className="text3">{t('shops.disabled')}</span>}
                <span className="mono text3">{shop.id}</span>
              </label>
            </li>
          );
        })}
        {found.length === 0 && <li className={styles['none']}>{t('shops.none')}</li>}
      </ul>
      {several && (
        <div className={styles['foot']}>
          <span>{t('shops.selected', { count: chosen.size })}</span>
          <span className="grow" />
          <Button
            size="small"
            look="quiet"
            onClick={() => put([...chosen, ...found.map(keyOf)].filter(unique))}
          >
            {t('shops.selectShown', { count: found.length })}
          </Button>
          <Button size="small" look="quiet" onClick={() => put([])}>
            {t('shops.clear')}
          </Button>
        </div>
      )}
    </>
  );
}

const unique = (key: string, place: number, keys: readonly string[]): boolean => keys.indexOf(key) === place;
