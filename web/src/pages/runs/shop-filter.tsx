import { useState } from 'react';
import { useShopNames } from '../../api/names.ts';
import { PlatformMark } from '../../components/platform-mark.tsx';
import { sharedWords } from '../../components/words.ts';
import { useWords } from '../../words/words.ts';
import styles from './popover-filter.module.css';
import { PopoverFilter } from './popover-filter.tsx';
import { runsWords } from './words.ts';

/** Most shops shown at once; typing finds the others. */
const mostShown = 50;

interface ShopFilterProps {
  /** `pdd:1001`; empty: all. */
  readonly value: string;
  /** Only shops of this platform. */
  readonly platform: string | undefined;
  onChoose(value: string): void;
}

/** One shop out of many, found by its name or id. */
export function ShopFilter({ value, platform, onChoose }: ShopFilterProps): React.JSX.Element {
  const t = useWords(runsWords);
  const all = useWords(sharedWords)('filter.all');
  const shops = useShopNames();
  const chosen = shops.find((shop) => `${shop.platform}:${shop.id}` === value);
  return (
    <PopoverFilter
      label={t('filter.shop')}
      word={value === '' ? all : (chosen?.name ?? value)}
      set={value !== ''}
    >
      {(close) => (
        <ShopList
          value={value}
          platform={platform}
          onChoose={(next) => {
            close();
            onChoose(next);
          }}
        />
      )}
    </PopoverFilter>
  );
}

function ShopList({ value, platform, onChoose }: ShopFilterProps): React.JSX.Element {
  const t = useWords(runsWords);
  const all = useWords(sharedWords)('filter.all');
  const [typed, setTyped] = useState('');
  const shops = useShopNames();
  const sought = typed.trim().toLowerCase();
  const found = shops.filter(
    (shop) =>
      (platform === undefined || shop.platform === platform) &&
      (sought === '' || `${shop.name ?? ''} ${shop.platform}:${shop.id}`.toLowerCase().includes(sought)),
  );
  return (
    <div>
      <input
        className={styles['field']}
        type="search"
        aria-label={t('filter.shop.search')}
        placeholder={t('filter.shop.search')}
        value={typed}
        // A person opened it to type.
        ref={(element) => element?.focus()}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className={styles['list']}>
        {sought === '' && (
          <button
            type="button"
            className={styles['option']}
            aria-pressed={value === ''}
            onClick={() => onChoose('')}
          >
            {all}
          </button>
        )}
        {found.slice(0, mostShown).map((shop) => {
          const key = `${shop.platform}:${shop.id}`;
          return (
            <button
              key={key}
              type="button"
              className={styles['option']}
              aria-pressed={key === value}
              onClick={() => onChoose(key)}
            >
              <PlatformMark platform={shop.platform} />
              <span className="ellipsis">{shop.name ?? shop.id}</span>
              <span className="grow" />
              <span className="mono text3">{shop.id}</span>
            </button>
          );
        })}
        {found.length === 0 && <span className="text3">{t('filter.shop.none')}</span>}
      </div>
    </div>
  );
}
