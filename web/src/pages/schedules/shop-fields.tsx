import { useMemo, useState } from 'react';
import { useShops } from '../../api/names.ts';
import { platformName } from '../../components/platform-mark.tsx';
import { useLanguage, useWords } from '../../words/words.ts';
import styles from './editor.module.css';
import type { FormPart } from './form-part.ts';
import { shopKinds } from './schedule-form.model.ts';
import { schedulesWords } from './words.ts';

/** For which shops: one run for each, or one for none. */
export function ShopFields({ form, onPut, wrong, tried }: FormPart): React.JSX.Element {
  const t = useWords(schedulesWords);
  const language = useLanguage();
  const shops = useShops();
  const platforms = useMemo(() => [...new Set(shops.map(({ platform }) => platform))], [shops]);
  const tags = useMemo(() => [...new Set(shops.flatMap((shop) => shop.tags))].sort(), [shops]);
  const fault = wrong('platform') ?? wrong('tag') ?? wrong('ids') ?? wrong('shopKind');
  const select = (
    label: string,
    value: string,
    options: readonly (readonly [string, string])[],
    onChoose: (value: string) => void,
    all: string,
  ): React.JSX.Element => (
    <label className={styles['field']}>
      {label}
      <select value={value} onChange={(event) => onChoose(event.target.value)}>
        <option value="">{all}</option>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <section className={styles['part']}>
      <h2>{t('part.shops')}</h2>
      <div className={styles['kinds']} role="radiogroup" aria-label={t('part.shops')}>
        {shopKinds.map((shopKind) => (
          <label key={shopKind} className={shopKind === form.shopKind ? styles['chosen'] : ''}>
            <input
              type="radio"
              name="shops"
              checked={shopKind === form.shopKind}
              onChange={() => onPut({ shopKind })}
            />
            {t(`shopKind.${shopKind}`)}
          </label>
        ))}
      </div>
      {form.shopKind === 'tag' &&
        select(
          t('field.tag'),
          form.tag,
          tags.map((tag) => [tag, tag]),
          (tag) => onPut({ tag }),
          t('field.choose'),
        )}
      {(form.shopKind === 'platform' || form.shopKind === 'tag' || form.shopKind === 'ids') &&
        select(
          t('field.platform'),
          form.platform,
          platforms.map((platform) => [platform, platformName(platform, language)]),
          (platform) => onPut({ platform, ids: [] }),
          form.shopKind === 'tag' ? t('field.platform.all') : t('field.choose'),
        )}
      {form.shopKind === 'ids' && form.platform !== '' && (
        <ShopList platform={form.platform} chosen={form.ids} onChoose={(ids) => onPut({ ids })} />
      )}
      {tried && fault !== null && <p className={styles['fault']}>{fault}</p>}
    </section>
  );
}

interface ShopListProps {
  readonly platform: string;
  readonly chosen: readonly string[];
  onChoose(ids: readonly string[]): void;
}

/** Shops of one platform, with boxes. */
function ShopList({ platform, chosen, onChoose }: ShopListProps): React.JSX.Element {
  const t = useWords(schedulesWords);
  const all = useShops();
  const [typed, setTyped] = useState('');
  const word = typed.trim().toLowerCase();
  const shops = all.filter(
    (shop) => shop.platform === platform && `${shop.name ?? ''} ${shop.id}`.toLowerCase().includes(word),
  );
  return (
    <>
      <input
        type="search"
        className={styles['search']}
        aria-label={t('shops.search')}
        placeholder={t('shops.search')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul className={styles['shops']}>
        {shops.map((shop) => (
          <li key={shop.id}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(shop.id)}
                onChange={(event) =>
                  onChoose(
                    event.target.checked ? [...chosen, shop.id] : chosen.filter((id) => id !== shop.id),
                  )
                }
              />
              <span className="ellipsis">{shop.name ?? shop.id}</span>
              <span className="grow" />
              <span className="mono text3">{shop.id}</span>
            </label>
          </li>
        ))}
      </ul>
      <p className="text3">{t('shops.chosen', { count: chosen.length })}</p>
    </>
  );
}
